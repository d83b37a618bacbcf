// libyuv: scales the planes of a frame, then makes ARGB of it. No library is quicker; it has no float and no tensor.
#include <libyuv.h>

#include "loop.h"

Timed open_case(const Words& words) {
  if (words.text("op") != "nv12") stop("libyuv has no " + words.text("op"));
  auto frames = std::make_shared<Frames>(words);
  const int width = words.number("width"), height = words.number("height"), size = words.number("size");
  const int inner = height * size / width, top = (size - inner) / 2;
  const size_t area = static_cast<size_t>(size) * static_cast<size_t>(size);
  auto brightness = std::make_shared<std::vector<uint8_t>>(area);
  auto colour = std::make_shared<std::vector<uint8_t>>(area);
  auto argb = std::make_shared<std::vector<uint8_t>>(area * 4, uint8_t{114});
  return {[=] {
            const uint8_t* frame = frames->next();
            libyuv::NV12Scale(frame, width, frame + static_cast<size_t>(width) * height, width, width, height,
                              brightness->data(), size, colour->data(), size, size, inner, libyuv::kFilterBilinear);
            libyuv::NV12ToARGB(brightness->data(), size, colour->data(), size,
                               argb->data() + static_cast<size_t>(top) * size * 4, size * 4, size, inner);
          },
          [=] {
            std::vector<float> planes(area * 3);
            for (size_t i = 0; i < area; i++)
              for (size_t c = 0; c < 3; c++) planes[c * area + i] = static_cast<float>((*argb)[i * 4 + 2 - c]) / 255;
            return planes;
          }};
}

std::string library() { return "libyuv " + std::to_string(LIBYUV_VERSION) + ", 1 thread"; }
