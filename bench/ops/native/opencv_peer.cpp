// OpenCV in C++ as its documentation says, with Mats that are kept from one call to the next.
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

#include "loop.h"

namespace {

constexpr double PAD = 114;
// ImageNet's, in grey levels.
const cv::Scalar MEAN(0.485 * 255, 0.456 * 255, 0.406 * 255);
constexpr float DEVIATION[] = {0.229F, 0.224F, 0.225F};

std::vector<float> floats_of(const cv::Mat& mat) {
  const auto* data = mat.ptr<float>();
  return {data, data + mat.total()};
}

// Resized, with margins, as a tensor.
struct LetterboxChain {
  int size;
  int filter;
  bool swaps;
  cv::Mat resized, padded, tensor;

  void run(const cv::Mat& picture) {
    const double ratio = std::min(double(size) / picture.cols, double(size) / picture.rows);
    const int width = static_cast<int>(std::lrint(picture.cols * ratio));
    const int height = static_cast<int>(std::lrint(picture.rows * ratio));
    cv::resize(picture, resized, cv::Size(width, height), 0, 0, filter);
    const int top = (size - height) / 2, left = (size - width) / 2;
    cv::copyMakeBorder(resized, padded, top, size - height - top, left, size - width - left, cv::BORDER_CONSTANT,
                       cv::Scalar::all(PAD));
    cv::dnn::blobFromImage(padded, tensor, 1 / 255.0, cv::Size(), cv::Scalar(), swaps, false, CV_32F);
  }
};

Timed letterbox(const Words& words) {
  auto frames = std::make_shared<Frames>(words);
  const int filter = words.text("filter") == "area" ? cv::INTER_AREA : cv::INTER_LINEAR;
  auto chain = std::make_shared<LetterboxChain>(
      LetterboxChain{words.number("size"), filter, words.text("format") == "bgr", {}, {}, {}});
  const int width = words.number("width"), height = words.number("height");
  const auto stride = static_cast<size_t>(words.number("stride"));
  return {[=] { chain->run(cv::Mat(height, width, CV_8UC3, frames->next(), stride)); },
          [=] { return floats_of(chain->tensor); }};
}

Timed nv12(const Words& words) {
  auto frames = std::make_shared<Frames>(words);
  auto chain = std::make_shared<LetterboxChain>(LetterboxChain{words.number("size"), cv::INTER_LINEAR, false, {}, {}, {}});
  auto rgb = std::make_shared<cv::Mat>();
  const int width = words.number("width"), rows = words.number("height") * 3 / 2;
  return {[=] {
            cv::cvtColor(cv::Mat(rows, width, CV_8UC1, frames->next()), *rgb, cv::COLOR_YUV2RGB_NV12);
            chain->run(*rgb);
          },
          [=] { return floats_of(chain->tensor); }};
}

Timed normalize(const Words& words) {
  auto frames = std::make_shared<Frames>(words);
  auto tensor = std::make_shared<cv::Mat>();
  const int width = words.number("width"), height = words.number("height");
  return {[=] {
            const cv::Mat picture(height, width, CV_8UC3, frames->next());
            cv::dnn::blobFromImage(picture, *tensor, 1 / 255.0, cv::Size(), MEAN, false, false, CV_32F);
            for (int c = 0; c < 3; c++) {
              cv::Mat plane(height, width, CV_32F, tensor->ptr<float>(0, c));
              plane /= DEVIATION[c];
            }
          },
          [=] { return floats_of(*tensor); }};
}

Timed argmax(const Words& words) {
  auto frames = std::make_shared<Frames>(words);
  const int planes = words.number("planes"), pixels = words.number("pixels");
  auto indices = std::make_shared<cv::Mat>();
  const auto output = [=] {
    cv::Mat numbers;
    indices->convertTo(numbers, CV_32F);
    return floats_of(numbers);
  };
  if (words.text("way") == "reduce")
    return {[=] { cv::reduceArgMax(cv::Mat(planes, pixels, CV_32F, frames->next()), *indices, 0); }, output};
  auto largest = std::make_shared<cv::Mat>();
  auto above = std::make_shared<cv::Mat>();
  return {[=] {
            const cv::Mat scores(planes, pixels, CV_32F, frames->next());
            scores.row(0).copyTo(*largest);
            indices->create(1, pixels, CV_8U);
            indices->setTo(0);
            for (int plane = 1; plane < planes; plane++) {
              cv::compare(scores.row(plane), *largest, *above, cv::CMP_GT);
              indices->setTo(plane, *above);
              cv::max(*largest, scores.row(plane), *largest);
            }
          },
          output};
}

// Boxes of different classes are moved apart, as everybody does it.
constexpr float APART = 7680;

Timed suppress(const Words& words) {
  Frames frames(words);
  const auto* data = reinterpret_cast<const float*>(frames.next());
  const size_t count = frames.bytes() / (6 * sizeof(float));
  const float* scores = data + 4 * count;
  const auto* classes = reinterpret_cast<const int32_t*>(scores + count);
  auto boxes = std::make_shared<std::vector<cv::Rect2d>>();
  for (size_t i = 0; i < count; i++) {
    const float* at = data + 4 * i;
    const float move = words.number("perClass") ? APART * static_cast<float>(classes[i]) : 0;
    boxes->emplace_back(at[0] + move, at[1] + move, at[2] - at[0], at[3] - at[1]);
  }
  auto sure = std::make_shared<std::vector<float>>(scores, scores + count);
  auto kept = std::make_shared<std::vector<int>>();
  const auto iou = static_cast<float>(words.real("iou"));
  const auto most = static_cast<size_t>(words.number("keep"));
  return {[=] { cv::dnn::NMSBoxes(*boxes, *sure, 0, iou, *kept); },
          [=] {
            std::vector<float> indices(kept->begin(), kept->begin() + static_cast<long>(std::min(most, kept->size())));
            std::sort(indices.begin(), indices.end());
            return indices;
          }};
}

}  // namespace

Timed open_case(const Words& words) {
  cv::setNumThreads(words.number("threads"));
  const std::string& op = words.text("op");
  if (op == "letterbox") return letterbox(words);
  if (op == "nv12") return nv12(words);
  if (op == "normalize") return normalize(words);
  if (op == "nms") return suppress(words);
  if (op == "argmax") return argmax(words);
  stop("OpenCV has no " + op + " here");
}

std::string library() {
  std::string set;
  for (const int feature : {CV_CPU_AVX_512F, CV_CPU_AVX2, CV_CPU_SSE4_2, CV_CPU_NEON})
    if (set.empty() && cv::checkHardwareSupport(feature)) set = cv::getHardwareFeatureName(feature);
  return "OpenCV " + cv::getVersionString() + ", processor's " + set + ", " + std::to_string(cv::getNumThreads()) +
         " threads in the last case";
}
