/* The few objects of CPython that MNN's converter takes its command line in. There is no Python in this process: the
 * converter's library is a Python module, and the functions that it calls of Python are the ones in python.cc. */
#ifndef POLYINFER_MNN_CONVERTER_PYTHON_H_
#define POLYINFER_MNN_CONVERTER_PYTHON_H_
#include <cstddef>

namespace python {

/* PyTypeObject, of which only the flags are ever read. */
struct Type {
  void* before[21];
  unsigned long flags;
  void* after[42];
};

/* What every object begins with in CPython 3.8 to 3.14, with the sizes of lists, tuples and bytes. */
struct Object {
  long references;
  Type* type;
  long size;
  union {
    Object** items;      /* of a list */
    Object* first;       /* of a tuple: its items begin here */
    const char* text;    /* of a string: ours alone */
    long hash;           /* of bytes */
  };
  char bytes[8]; /* of bytes: they begin here */
};
static_assert(offsetof(Type, flags) == 168 && offsetof(Object, items) == 24 && offsetof(Object, bytes) == 32, "CPython");

struct Method {
  const char* name;
  Object* (*call)(Object* self, Object* arguments);
  int flags;
  const char* documentation;
};

Object* string(const char* text);
Object* list(Object** items, long size);
Object* tuple(Object* only);

/* The methods of the module that was created last; null before. */
const Method* methods();

}  // namespace python
#endif
