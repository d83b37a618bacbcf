#include "mats.h"
#include <cstring>

namespace ncnn {
namespace {

constexpr size_t kElementBytes = 4;

/* Calls copy(place in the mat, place in dense data, bytes) for each piece without padding. */
template <typename Copy>
void each_piece(const Api& api, const Mat* mat, const Sizes& sizes, char* dense, Copy copy) {
  const size_t bytes = static_cast<size_t>(sizes.count()) * kElementBytes;
  if (sizes.rank < 3) return copy(api.mat_get_data(mat), dense, bytes);
  const size_t piece = bytes / static_cast<size_t>(sizes.at[0]);
  for (int c = 0; c < sizes.at[0]; c++, dense += piece) copy(api.mat_get_channel_data(mat, c), dense, piece);
}

}  // namespace

int64_t Sizes::count() const {
  int64_t product = 1;
  for (int i = 0; i < rank; i++) product *= at[i];
  return product;
}

MatHolder mat_of(const Api& api, const Sizes& sizes, const void* data) {
  int q[4] = {};
  for (int i = 0; i < sizes.rank; i++) q[i] = static_cast<int>(sizes.at[i]);
  Mat* made = sizes.rank == 1   ? api.mat_create_1d(q[0], nullptr)
              : sizes.rank == 2 ? api.mat_create_2d(q[1], q[0], nullptr)
              : sizes.rank == 3 ? api.mat_create_3d(q[2], q[1], q[0], nullptr)
                                : api.mat_create_4d(q[3], q[2], q[1], q[0], nullptr);
  MatHolder mat(made, MatDeleter{&api});
  if (mat && !api.mat_get_data(made)) mat.reset();
  if (mat)
    each_piece(api, made, sizes, static_cast<char*>(const_cast<void*>(data)),
               [](void* piece, const char* dense, size_t bytes) { memcpy(piece, dense, bytes); });
  return mat;
}

bool mat_sizes(const Api& api, const Mat* mat, Sizes* sizes) {
  const int64_t w = api.mat_get_w(mat), h = api.mat_get_h(mat), d = api.mat_get_d(mat), c = api.mat_get_c(mat);
  sizes->rank = api.mat_get_dims(mat);
  switch (sizes->rank) {
    case 1: sizes->at[0] = w; break;
    case 2: sizes->at[0] = h, sizes->at[1] = w; break;
    case 3: sizes->at[0] = c, sizes->at[1] = h, sizes->at[2] = w; break;
    case 4: sizes->at[0] = c, sizes->at[1] = d, sizes->at[2] = h, sizes->at[3] = w; break;
    default: return false;
  }
  return api.mat_get_data(mat) && sizes->count() > 0 && api.mat_get_elemsize(mat) == kElementBytes &&
         api.mat_get_elempack(mat) == 1;
}

void mat_copy(const Api& api, const Mat* mat, const Sizes& sizes, void* to) {
  each_piece(api, mat, sizes, static_cast<char*>(to),
             [](const void* piece, char* dense, size_t bytes) { memcpy(dense, piece, bytes); });
}

}  // namespace ncnn
