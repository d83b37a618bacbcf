#include "pipeline.h"

#include <polyinfer/kit.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace poly::gpu {
namespace {

/** Unlike anything that a kernel or an engine leaves behind. */
constexpr unsigned char kForgotten = 0xfe;

/** Largest difference, relative to the largest number that is right; infinite where there are NaNs. */
double largest_difference(const uint8_t* got, const std::vector<uint8_t>& right) {
  double largest = 0, apart = 0;
  for (size_t i = 0; i + sizeof(float) <= right.size(); i += sizeof(float)) {
    float expected, found;
    memcpy(&expected, right.data() + i, sizeof expected);
    memcpy(&found, got + i, sizeof found);
    largest = std::max(largest, std::fabs(static_cast<double>(expected)));
    const double here = std::fabs(static_cast<double>(expected) - found);
    if (std::isnan(here)) return INFINITY;
    apart = std::max(apart, here);
  }
  return largest > 0 ? apart / largest : apart;
}

std::string first_difference(const char* what, const std::vector<uint8_t>& on_device, const std::vector<uint8_t>& on_host) {
  for (size_t i = 0; i < on_host.size(); i++)
    if (on_device[i] != on_host[i])
      return std::string("WRONG: byte ") + std::to_string(i) + " of the " + what + " is " + std::to_string(on_device[i]) +
             " by device tensors and " + std::to_string(on_host[i]) + " by host tensors";
  return "";
}

}  // namespace

poly_status pipeline::open(device* on, const pack& of, const packed_model& model, session* opened, poly_error* error) {
  on_ = on;
  session_ = opened;
  tolerance_ = model.tolerance;
  std::vector<uint8_t> input;
  if (const poly_status status = read_file(of.folder + "/" + model.input, &input, error)) return status;
  if (const poly_status status = read_file(of.folder + "/" + model.output, &right_, error)) return status;
  if (const poly_status status = check_session(*opened, input.size(), error)) return status;
  if (const poly_status status = pre_.open(on, of, {model.id, model.pre, model.title, 0}, error)) return status;
  if (const poly_status status = post_.open(on, of, {model.id, model.post, model.title, 0}, error)) return status;
  if (const poly_status status = pre_.downloaded(input.size(), &input_, error)) return status;
  if (const poly_status status = post_.uploaded(right_.size(), &output_, error)) return status;
  // What post-processing needs beside the output is there once and for all.
  if (const poly_status status = post_.upload(error)) return status;
  return on->finish(error);
}

size_t pipeline::moved_bytes(bool is_on_device) const {
  const size_t ends = pre_.uploaded_bytes() + post_.downloaded_bytes();
  return is_on_device ? ends : ends + 2 * (input_.bytes + output_.bytes);
}

poly_status pipeline::run_on_host(poly_error* error) {
  return run_session(*session_, {input_.pinned, input_.bytes}, {output_.pinned, output_.bytes}, nullptr, error);
}

poly_status pipeline::run_on_device(poly_error* error) {
  const lent_memory input = lent_memory::on_device(input_.at, input_.bytes, on_->ordinal);
  const lent_memory output = lent_memory::on_device(output_.at, output_.bytes, on_->ordinal);
  const poly_status status = run_session(*session_, input, output, on_->stream, error);
  return status ? status : on_->finish(error);
}

poly_status pipeline::through_host(poly_error* error) {
  if (const poly_status status = pre_.upload(error)) return status;
  if (const poly_status status = pre_.launch(error)) return status;
  if (const poly_status status = pre_.download(error)) return status;
  if (const poly_status status = on_->finish(error)) return status;
  if (const poly_status status = run_on_host(error)) return status;
  if (const poly_status status = post_.upload_again(output_, error)) return status;
  if (const poly_status status = post_.launch(error)) return status;
  if (const poly_status status = post_.download(error)) return status;
  return on_->finish(error);
}

poly_status pipeline::queue(poly_error* error) {
  if (const poly_status status = pre_.upload(error)) return status;
  if (const poly_status status = pre_.launch(error)) return status;
  const lent_memory input = lent_memory::on_device(input_.at, input_.bytes, on_->ordinal);
  const lent_memory output = lent_memory::on_device(output_.at, output_.bytes, on_->ordinal);
  if (const poly_status status = run_session(*session_, input, output, on_->stream, error)) return status;
  if (const poly_status status = post_.launch(error)) return status;
  return post_.download(error);
}

poly_status pipeline::resident(poly_error* error) {
  const poly_status status = queue(error);
  return status ? status : on_->finish(error);
}

/** So that what one way has left behind is not what the other one finds. */
poly_status pipeline::forget(poly_error* error) {
  memset(input_.pinned, kForgotten, input_.bytes);
  memset(output_.pinned, kForgotten, output_.bytes);
  post_.forget_downloaded(kForgotten);
  const cuda::driver& api = on_->api;
  if (const poly_status status = POLY_CUDA_CALL(api, error, cuMemsetD8Async, input_.at, kForgotten, input_.bytes, on_->stream))
    return status;
  if (const poly_status status = POLY_CUDA_CALL(api, error, cuMemsetD8Async, output_.at, kForgotten, output_.bytes, on_->stream))
    return status;
  return on_->finish(error);
}

poly_status pipeline::check(std::string* wrong, poly_error* error) {
  const poly_status status = check_host(wrong, error);
  return status || !wrong->empty() ? status : check_device(wrong, error);
}

poly_status pipeline::check_host(std::string* wrong, poly_error* error) {
  if (const poly_status status = forget(error)) return status;
  if (const poly_status status = through_host(error)) return status;
  const std::string in_input = pre_.difference();
  difference_ = largest_difference(output_.pinned, right_);
  is_as_expected_ = post_.difference().empty();
  if (!in_input.empty()) {
    *wrong = "WRONG: input: " + in_input;
  } else if (difference_ > tolerance_) {
    char text[96];
    snprintf(text, sizeof text, "WRONG: differs by %.2g, at most %.2g", difference_, tolerance_);
    *wrong = text;
  }
  return POLY_OK;
}

poly_status pipeline::check_device(std::string* wrong, poly_error* error) {
  const std::vector<uint8_t> host_output(output_.pinned, output_.pinned + output_.bytes), host_block = post_.downloads();
  if (const poly_status status = forget(error)) return status;
  if (const poly_status status = resident(error)) return status;
  if (const poly_status status = POLY_CUDA_CALL(on_->api, error, cuMemcpyDtoHAsync_v2, output_.pinned, output_.at, output_.bytes,
                                                on_->stream))
    return status;
  if (const poly_status status = on_->finish(error)) return status;
  const std::vector<uint8_t> device_output(output_.pinned, output_.pinned + output_.bytes);
  *wrong = first_difference("output", device_output, host_output);
  if (wrong->empty()) *wrong = first_difference("answer", post_.downloads(), host_block);
  return POLY_OK;
}

}  // namespace poly::gpu
