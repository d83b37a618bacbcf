#include "run.h"

#include "counters.h"

namespace poly {

run::run(size_t input_count, size_t output_count) : inputs(input_count), outputs(output_count), blocks(output_count) {
  counters::get().runs++;
}

run::~run() {
  for (poly_tensor& output : outputs)
    if (output.release) output.release(output.owner);
  counters::get().runs--;
}

void* run::on_alloc(uint32_t output, const poly_tensor& type) {
  if (output >= blocks.size()) return nullptr;
  blocks[output] = pool::get().take(type.bytes);
  return blocks[output] ? blocks[output]->data : nullptr;
}

}  // namespace poly
