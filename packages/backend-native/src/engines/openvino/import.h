/* Compiled models on disk: inputs and outputs first, then what the vendor exports. */
#ifndef POLYINFER_OPENVINO_IMPORT_H_
#define POLYINFER_OPENVINO_IMPORT_H_
#include <cstdint>
#include "compiled.h"
#include "values.h"

namespace openvino {

/*
 * The file: this text, then as int64 the numbers of inputs and outputs; for each of these its dtype, its rank (-1:
 * unknown), its sizes, the length of its name, the name; then, at the next page, the vendor's bytes, to the end.
 */
constexpr char kMagic[] = "polyinfer openvino 1\n";
/* The vendor names neither inputs nor outputs of a compiled model as it named those of the graph: the file does. */
constexpr int64_t kMostValues = 1 << 16, kMostNameBytes = 1 << 16;

/* Where the vendor's bytes begin, by the end of what is before them: weights lie in them as aligned as in memory. */
constexpr size_t exported_at(size_t end) { return (end + 4095) / 4096 * 4096; }

/*
 * Opens what `session_save` wrote. `values` is filled where it is given; *lanes as in `compile`. INVALID_MODEL for any
 * other file. The vendor trusts what it is given: only for files that nobody else could write.
 */
poly_status import_compiled(poly_runtime*, const std::string& path, const Settings&, Values* values, uint32_t* lanes,
                            std::shared_ptr<Compiled>*, poly_error*);

}  // namespace openvino
#endif
