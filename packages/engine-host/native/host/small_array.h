// An array whose size is known when it is made, without memory of its own while it is small.
#ifndef POLYINFER_HOST_SMALL_ARRAY_H_
#define POLYINFER_HOST_SMALL_ARRAY_H_
#include <cstddef>
#include <memory>
#include <type_traits>

namespace poly {

/** `size` elements with their default values; up to N of them lie in the array itself. */
template <typename T, size_t N>
class small_array {
 public:
  explicit small_array(size_t size)
      : data_(size > N ? std::allocator<T>().allocate(size) : reinterpret_cast<T*>(storage_)), size_(size) {
    static_assert(std::is_nothrow_default_constructible_v<T>, "elements are made without a way back");
    std::uninitialized_value_construct_n(data_, size_);
  }
  ~small_array() {
    std::destroy_n(data_, size_);
    if (size_ > N) std::allocator<T>().deallocate(data_, size_);
  }
  small_array(const small_array&) = delete;
  small_array& operator=(const small_array&) = delete;

  size_t size() const { return size_; }
  T* data() { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }

 private:
  alignas(T) unsigned char storage_[N * sizeof(T)];
  T* const data_;
  const size_t size_;
};

}  // namespace poly
#endif
