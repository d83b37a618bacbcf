#include "onnx_file.h"
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>

namespace fake {
namespace {

/* One message of protobuf: calls field(number, text) for those with a length, number(number, value) for varints. */
struct Piece {
  const uint8_t *at, *end;
  bool ok = true;

  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) break;
      const uint8_t byte = *at++;
      value |= static_cast<uint64_t>(byte & 127) << shift;
      if (byte < 128) return value;
    }
    ok = false;
    return 0;
  }

  void each(const std::function<void(uint64_t, Piece)>& field, const std::function<void(uint64_t, uint64_t)>& number = {}) {
    while (ok && at < end) {
      const uint64_t key = varint();
      size_t skip = 0;
      switch (key & 7) {
        case 0: {
          const uint64_t value = varint();
          if (ok && number) number(key >> 3, value);
          break;
        }
        case 1:
          skip = 8;
          break;
        case 2: {
          const uint64_t bytes = varint();
          if (!ok || bytes > static_cast<uint64_t>(end - at)) ok = false;
          if (!ok) return;
          field(key >> 3, Piece{at, at + bytes});
          at += bytes;
          break;
        }
        case 5:
          skip = 4;
          break;
        default:
          ok = false;
      }
      if (skip > static_cast<size_t>(end - at)) ok = false;
      if (ok) at += skip;
    }
  }
  std::string text() const { return std::string(reinterpret_cast<const char*>(at), static_cast<size_t>(end - at)); }
};

std::string name_of_value(Piece value) {
  std::string name;
  value.each([&](uint64_t field, Piece piece) {
    if (field == 1) name = piece.text();
  });
  return name;
}

void read_graph(OnnxFile& file, Piece graph, bool is_inner);

void read_node(OnnxFile& file, Piece piece, bool is_inner) {
  OnnxNode node;
  piece.each([&](uint64_t field, Piece inner) {
    if (field == 1) node.inputs.push_back(inner.text());
    if (field == 2) node.outputs.push_back(inner.text());
    if (field == 3) node.name = inner.text();
    if (field == 4) node.type = inner.text();
    if (field == 7) node.domain = inner.text();
    if (field == 5)
      inner.each([&](uint64_t of_attribute, Piece graph) {
        if (of_attribute == 6 || of_attribute == 11) read_graph(file, graph, true);
      });
  });
  (is_inner ? file.inner : file.nodes).push_back(node);
}

void read_weight(OnnxFile& file, Piece piece) {
  piece.each([&](uint64_t field, Piece inner) {
    if (field == 8) file.weights.insert(inner.text());
    if (field != 13) return;
    std::string key, value;
    inner.each([&](uint64_t part, Piece text) { (part == 1 ? key : value) = text.text(); });
    if (key != "location") return;
    for (const std::string& known : file.external)
      if (known == value) return;
    file.external.push_back(value);
  });
}

void read_graph(OnnxFile& file, Piece graph, bool is_inner) {
  graph.each([&](uint64_t field, Piece piece) {
    if (field == 1) read_node(file, piece, is_inner);
    if (field == 5) read_weight(file, piece);
    if (field == 11 && !is_inner) file.inputs.push_back(name_of_value(piece));
    if (field == 12 && !is_inner) file.outputs.push_back(name_of_value(piece));
  });
}

/* As the parser's own page lists them. */
const std::set<std::string> kUnsupported = {
    "Bernoulli", "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor", "CenterCropPad", "Col2Im", "Compress",
    "ConcatFromSequence", "ConvInteger", "Det", "DynamicQuantizeLinear", "ImageDecoder", "MatMulInteger", "MaxRoiPool",
    "MaxUnpool", "MelWeightMatrix", "Multinomial", "NegativeLogLikelihoodLoss", "Optional", "OptionalGetElement",
    "OptionalHasElement", "QLinearConv", "QLinearMatMul", "RandomNormal", "RandomNormalLike", "RegexFullMatch",
    "SequenceAt", "SequenceConstruct", "SequenceEmpty", "SequenceErase", "SequenceInsert", "SequenceLength", "SequenceMap",
    "SoftmaxCrossEntropyLoss", "SplitToSequence", "StringConcat", "StringNormalizer", "StringSplit", "TfIdfVectorizer",
    "Unique"};
const std::set<std::string> kDataDependent = {"NonZero", "NonMaxSuppression"};
/* Which inputs of an operator are shapes, or decide about them. */
const std::map<std::string, std::set<size_t>> kShapeOperands = {
    {"Reshape", {1}}, {"Expand", {1}}, {"Slice", {1, 2, 3, 4}}, {"Tile", {1}}, {"ConstantOfShape", {0}}, {"Range", {0, 1, 2}},
    {"Resize", {2, 3}}, {"Pad", {1}}, {"OneHot", {1}}, {"TopK", {1}}, {"Unsqueeze", {1}}, {"Squeeze", {1}}};

}  // namespace

const OnnxNode* OnnxFile::unsupported() const {
  for (const auto* list : {&nodes, &inner})
    for (const OnnxNode& node : *list)
      if ((!node.domain.empty() && node.domain != "ai.onnx") || kUnsupported.count(node.type)) return &node;
  return nullptr;
}

/* Names from which values flow into a shape. */
static std::set<std::string> shape_values(const OnnxFile& file) {
  std::set<std::string> values;
  for (const OnnxNode& node : file.nodes) {
    const auto found = kShapeOperands.find(node.type);
    if (found == kShapeOperands.end()) continue;
    for (const size_t i : found->second)
      if (i < node.inputs.size()) values.insert(node.inputs[i]);
  }
  /* Nodes come in the order of execution. */
  for (auto node = file.nodes.rbegin(); node != file.nodes.rend(); ++node) {
    bool decides = false;
    for (const std::string& output : node->outputs) decides = decides || values.count(output);
    if (!decides || node->type == "Shape" || node->type == "Size" || kDataDependent.count(node->type)) continue;
    values.insert(node->inputs.begin(), node->inputs.end());
  }
  return values;
}

std::set<std::string> OnnxFile::shape_inputs() const {
  const std::set<std::string> values = shape_values(*this);
  std::set<std::string> found;
  for (const std::string& name : inputs)
    if (values.count(name) && !weights.count(name)) found.insert(name);
  return found;
}

std::set<std::string> OnnxFile::data_dependent() const {
  std::set<std::string> tainted, found;
  for (const OnnxNode& node : nodes) {
    bool is_tainted = kDataDependent.count(node.type) > 0;
    for (const std::string& input : node.inputs) is_tainted = is_tainted || tainted.count(input);
    if (is_tainted) tainted.insert(node.outputs.begin(), node.outputs.end());
  }
  for (const std::string& name : outputs)
    if (tainted.count(name)) found.insert(name);
  return found;
}

OnnxFile read_onnx(const void* data, size_t bytes) {
  OnnxFile file;
  const auto* begin = static_cast<const uint8_t*>(data);
  Piece model{begin, begin + bytes};
  bool has_graph = false;
  model.each([&](uint64_t field, Piece piece) {
    if (field != 7) return;
    has_graph = true;
    read_graph(file, piece, false);
  });
  file.is_readable = model.ok && has_graph;
  return file;
}

}  // namespace fake
