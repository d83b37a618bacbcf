#include <cstring>

#include "gpu.h"

namespace poly::gpu {
namespace {

/** Pinned copies begin where vectors may. */
constexpr size_t kAlignment = 256;
size_t aligned(size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

bool is_transfer(const recorded::Step& step) { return step.kind == recorded::kUpload || step.kind == recorded::kExpect; }

}  // namespace

poly_status replay::open(device* on, const pack& of, const packed_case& one, poly_error* error) {
  on_ = on;
  pack_ = &of;
  if (const poly_status status = read_launches(of, one, &launches_, error)) return status;
  for (const uint64_t bytes : launches_.buffer_bytes) {
    cuda::pointer at = 0;
    if (const poly_status status = on->allocate(bytes, &at, error)) return status;
    buffers_.push_back(at);
  }
  size_t pinned_bytes = 0;
  for (const recorded::Step& step : launches_.steps)
    if (is_transfer(step)) pinned_bytes += aligned(step.content.size());
  if (const poly_status status = on->allocate_pinned(pinned_bytes, &pinned_, error)) return status;
  uint8_t* pinned = pinned_;
  for (const recorded::Step& step : launches_.steps)
    if (const poly_status status = prepare(step, &pinned, error)) return status;
  return POLY_OK;
}

replay::~replay() {
  if (!on_) return;
  on_->api.cuStreamSynchronize(on_->stream);
  for (const cuda::pointer buffer : buffers_) on_->api.cuMemFree_v2(buffer);
  if (pinned_) on_->api.cuMemFreeHost(pinned_);
}

poly_status replay::prepare(const recorded::Step& step, uint8_t** pinned, poly_error* error) {
  if (!is_transfer(step)) return prepare_launch(step, error);
  const size_t bytes = step.content.size();
  cuda::pointer at = 0;
  if (const poly_status status = address(step.at, bytes, &at, error)) return status;
  const bool is_upload = step.kind == recorded::kUpload;
  if (is_upload) memcpy(*pinned, step.content.data(), bytes);
  (is_upload ? uploads_ : downloads_).push_back({&step, *pinned});
  (is_upload ? uploaded_bytes_ : downloaded_bytes_) += bytes;
  *pinned += aligned(bytes);
  return POLY_OK;
}

poly_status replay::address(const recorded::Place& place, size_t bytes, cuda::pointer* out, poly_error* error) const {
  const bool is_there = place.buffer < buffers_.size() && place.offset_bytes <= launches_.buffer_bytes[place.buffer] &&
                        bytes <= launches_.buffer_bytes[place.buffer] - place.offset_bytes;
  if (!is_there) return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "The pack names a place outside of its memory.");
  *out = buffers_[place.buffer] + place.offset_bytes;
  return POLY_OK;
}

/** Everything that the launch needs, so that it costs what a launch costs. */
poly_status replay::prepare_launch(const recorded::Step& step, poly_error* error) {
  launch_call call{&step, nullptr, {}, {}};
  cuda::pointer at = 0;
  if (step.kind != recorded::kLaunch) {
    if (const poly_status status = address(step.at, step.bytes, &at, error)) return status;
    call.values.push_back(at);
    if (step.kind == recorded::kCopy)
      if (const poly_status status = address(step.from, step.bytes, &at, error)) return status;
    call.values.push_back(at);
    calls_.push_back(std::move(call));
    return POLY_OK;
  }
  if (step.kernel >= launches_.kernels.size())
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "The pack names a kernel that it does not have.");
  if (const poly_status status = on_->kernel(*pack_, launches_.kernels[step.kernel], &call.function, error)) return status;
  if (step.shared_bytes > 48 << 10)
    if (const poly_status status = POLY_CUDA_CALL(on_->api, error, cuFuncSetAttribute, call.function,
                                                  cuda::kMaxDynamicSharedBytes, static_cast<int>(step.shared_bytes)))
      return status;
  for (const recorded::Argument& argument : step.arguments) {
    uint64_t value = 0;
    if (!argument.is_number) {
      if (const poly_status status = address(argument.place, 0, &at, error)) return status;
      value = at;
    } else if (argument.number.size() <= sizeof value) {
      memcpy(&value, argument.number.data(), argument.number.size());
    }
    call.values.push_back(value);
  }
  calls_.push_back(std::move(call));
  for (uint64_t& value : calls_.back().values) calls_.back().pointers.push_back(&value);
  return POLY_OK;
}

poly_status replay::upload(poly_error* error) {
  for (const transfer& one : uploads_)
    if (const poly_status status =
            POLY_CUDA_CALL(on_->api, error, cuMemcpyHtoDAsync_v2, buffers_[one.step->at.buffer] + one.step->at.offset_bytes,
                           one.pinned, one.step->content.size(), on_->stream))
      return status;
  return POLY_OK;
}

poly_status replay::upload_again(const transfer_place& one, poly_error* error) {
  return POLY_CUDA_CALL(on_->api, error, cuMemcpyHtoDAsync_v2, one.at, one.pinned, one.bytes, on_->stream);
}

poly_status replay::uploaded(size_t bytes, transfer_place* out, poly_error* error) const {
  return find(uploads_, bytes, out, error);
}

poly_status replay::downloaded(size_t bytes, transfer_place* out, poly_error* error) const {
  return find(downloads_, bytes, out, error);
}

poly_status replay::find(const std::vector<transfer>& among, size_t bytes, transfer_place* out, poly_error* error) const {
  int count = 0;
  for (const transfer& one : among)
    if (one.step->content.size() == bytes) {
      *out = {buffers_[one.step->at.buffer] + one.step->at.offset_bytes, one.pinned, bytes};
      count++;
    }
  if (count == 1) return POLY_OK;
  return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Expected one tensor of %zu bytes in the pack's recording but it has %d.",
                   bytes, count);
}

poly_status replay::launch(poly_error* error) {
  const cuda::driver& api = on_->api;
  for (launch_call& call : calls_) {
    const recorded::Step& step = *call.step;
    poly_status status = POLY_OK;
    if (step.kind == recorded::kFill) {
      const auto value = static_cast<unsigned char>(step.value);
      status = POLY_CUDA_CALL(api, error, cuMemsetD8Async, call.values[0], value, step.bytes, on_->stream);
    } else if (step.kind == recorded::kCopy) {
      status = POLY_CUDA_CALL(api, error, cuMemcpyDtoDAsync_v2, call.values[0], call.values[1], step.bytes, on_->stream);
    } else {
      const uint32_t* d = step.dims;
      status = POLY_CUDA_CALL(api, error, cuLaunchKernel, call.function, d[0], d[1], d[2], d[3], d[4], d[5],
                              static_cast<unsigned>(step.shared_bytes), on_->stream, call.pointers.data(), nullptr);
    }
    if (status) return status;
  }
  return POLY_OK;
}

poly_status replay::download(poly_error* error) {
  for (const transfer& one : downloads_)
    if (const poly_status status =
            POLY_CUDA_CALL(on_->api, error, cuMemcpyDtoHAsync_v2, one.pinned,
                           buffers_[one.step->at.buffer] + one.step->at.offset_bytes, one.step->content.size(), on_->stream))
      return status;
  return POLY_OK;
}

std::vector<uint8_t> replay::downloads() const {
  std::vector<uint8_t> all;
  for (const transfer& one : downloads_) all.insert(all.end(), one.pinned, one.pinned + one.step->content.size());
  return all;
}

void replay::forget_downloaded(unsigned char byte) {
  for (const transfer& one : downloads_) memset(one.pinned, byte, one.step->content.size());
}

std::string replay::difference() const {
  for (const transfer& one : downloads_) {
    const std::vector<uint8_t>& right = one.step->content;
    for (size_t i = 0; i < right.size(); i++)
      if (one.pinned[i] != right[i])
        return "byte " + std::to_string(i) + " of " + std::to_string(right.size()) + " is " + std::to_string(one.pinned[i]) +
               " instead of " + std::to_string(right[i]);
  }
  return "";
}

}  // namespace poly::gpu
