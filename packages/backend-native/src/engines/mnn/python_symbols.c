/* The wheel's library is also a Python module: it asks for these objects when it is loaded, and reads none of them as long as
 * nobody imports it as one. Opened, for all to see, only where the library cannot be loaded without. */
#define OBJECTS(XX)                                                                                              \
  XX(PyCapsule_Type) XX(PyEllipsis_Type) XX(PyExc_Exception) XX(PyExc_ModuleNotFoundError) XX(PyExc_RuntimeError) \
  XX(PyExc_TypeError) XX(PyExc_ValueError) XX(PyFloat_Type) XX(PySlice_Type) XX(_Py_FalseStruct)                  \
  XX(_Py_NoneStruct) XX(_Py_TrueStruct)
#define XX(name) extern __attribute__((visibility("default"))) void* name[64];
OBJECTS(XX)
#undef XX
#define XX(name) void* name[64];
OBJECTS(XX)
#undef XX
