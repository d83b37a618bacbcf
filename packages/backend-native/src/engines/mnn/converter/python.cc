#include "python.h"
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#define PYTHON_API extern "C" __attribute__((visibility("default")))

namespace python {
namespace {

/* Nobody's count ever falls to zero, and nothing is freed: the process ends soon. */
constexpr long kForEver = 1L << 30;

Type list_type, tuple_type, string_type, bytes_type, module_type;
const Method* module_methods = nullptr;

Object* make(Type* type, long size, size_t more_bytes) {
  auto* object = static_cast<Object*>(calloc(1, sizeof(Object) + more_bytes));
  if (!object) _Exit(3);
  object->references = kForEver;
  object->type = type;
  object->size = size;
  return object;
}

/* Py_TPFLAGS_*_SUBCLASS */
struct Flags {
  Flags() {
    list_type.flags = 1ul << 25;
    tuple_type.flags = 1ul << 26;
    bytes_type.flags = 1ul << 27;
    string_type.flags = 1ul << 28;
    module_type.flags = 1ul << 29;
  }
} flags;

}  // namespace

Object* string(const char* text) {
  Object* object = make(&string_type, static_cast<long>(strlen(text)), 0);
  object->text = text;
  return object;
}

Object* list(Object** items, long size) {
  Object* object = make(&list_type, size, 0);
  object->items = items;
  return object;
}

Object* tuple(Object* only) {
  Object* object = make(&tuple_type, 1, 0);
  object->first = only;
  return object;
}

const Method* methods() { return module_methods; }

}  // namespace python

using python::Object;

PYTHON_API python::Type PyFloat_Type;
python::Type PyFloat_Type{};
PYTHON_API Object _Py_TrueStruct;
Object _Py_TrueStruct{};
PYTHON_API Object *PyExc_Exception, *PyExc_TypeError;
Object *PyExc_Exception = nullptr, *PyExc_TypeError = nullptr;

/* PyModuleDef: its methods are the ninth word. */
PYTHON_API Object* PyModule_Create2(void** definition, int) {
  python::module_methods = static_cast<const python::Method*>(definition[8]);
  return python::make(&python::module_type, 0, 0);
}

PYTHON_API long PyTuple_Size(Object* object) { return object->size; }
PYTHON_API Object* PyTuple_GetItem(Object* object, long index) { return (&object->first)[index]; }
PYTHON_API long PyList_Size(Object* object) { return object->size; }
PYTHON_API Object* PyList_GetItem(Object* object, long index) { return object->items[index]; }
PYTHON_API long PySequence_Size(Object* object) { return object->size; }
PYTHON_API Object* PySequence_GetItem(Object* object, long index) { return object->items[index]; }
PYTHON_API Object* PySequence_Fast(Object* object, const char*) { return object; }
PYTHON_API int PySequence_Check(Object* object) {
  return object->type == &python::list_type || object->type == &python::tuple_type;
}

PYTHON_API Object* PyUnicode_AsUTF8String(Object* object) {
  const size_t length = strlen(object->text);
  Object* bytes = python::make(&python::bytes_type, static_cast<long>(length), length + 1);
  memcpy(reinterpret_cast<char*>(bytes) + offsetof(Object, bytes), object->text, length);
  return bytes;
}

PYTHON_API int PyArg_Parse(Object* object, const char* format, ...) {
  va_list targets;
  va_start(targets, format);
  void** target = va_arg(targets, void**);
  *target = format[0] == 's' ? const_cast<char*>(object->text) : reinterpret_cast<char*>(object);
  va_end(targets);
  return 1;
}

PYTHON_API Object* PyErr_Occurred() { return nullptr; }
PYTHON_API void PyErr_SetString(Object*, const char* text) { fprintf(stderr, "Error: %s\n", text); }
PYTHON_API int PyType_IsSubtype(void* a, void* b) { return a == b; }
PYTHON_API long long PyLong_AsLongLongAndOverflow(Object*, int* overflow) {
  *overflow = 0;
  return 0;
}
PYTHON_API Object* PyDict_GetItemString(Object*, const char*) { return nullptr; }
PYTHON_API void _Py_Dealloc(Object*) {}
