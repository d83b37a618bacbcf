#include "net.h"
#include <cmath>
#include <cstring>
#include "half.h"
#include "ort.h"

namespace fake {
namespace {

enum { kOnnxFloat = 1, kOnnxDouble = 11 };

/* TensorRT's DataType for ONNX's; -1: it has none. float64 is narrowed to float32, as its parser does. */
int32_t type_of(int onnx) {
  switch (onnx) {
    case 1:
    case 11:
      return 0;
    case 2:
      return 5;
    case 3:
      return 2;
    case 6:
      return 3;
    case 7:
      return 8;
    case 9:
      return 4;
    case 10:
      return 1;
    case 16:
      return 7;
    default:
      return -1;
  }
}

size_t onnx_bytes(const Port& port) { return port.onnx_type == kOnnxDouble ? 8 : element_bytes(port.type); }

/* To what ONNX Runtime takes. */
std::vector<char> widened(const Port& port, const std::vector<char>& data, bool half) {
  if (port.onnx_type != kOnnxDouble && !(half && port.onnx_type == kOnnxFloat)) return data;
  const size_t count = data.size() / 4;
  std::vector<char> wide(count * onnx_bytes(port));
  for (size_t i = 0; i < count; i++) {
    float value;
    memcpy(&value, &data[i * 4], 4);
    if (half) value = round_to_half(value);
    const double exact = value;
    if (port.onnx_type == kOnnxDouble)
      memcpy(&wide[i * 8], &exact, 8);
    else
      memcpy(&wide[i * 4], &value, 4);
  }
  return wide;
}

/* From what ONNX Runtime gives. */
std::vector<char> narrowed(const Port& port, const char* data, size_t count, bool half) {
  if (port.onnx_type != kOnnxDouble && !(half && port.onnx_type == kOnnxFloat))
    return std::vector<char>(data, data + count * element_bytes(port.type));
  std::vector<char> narrow(count * 4);
  for (size_t i = 0; i < count; i++) {
    double exact;
    float value;
    if (port.onnx_type == kOnnxDouble) {
      memcpy(&exact, data + i * 8, 8);
      value = static_cast<float>(exact);
    } else {
      memcpy(&value, data + i * 4, 4);
    }
    if (half) value = round_to_half(value);
    memcpy(&narrow[i * 4], &value, 4);
  }
  return narrow;
}

}  // namespace

size_t element_bytes(int32_t type) {
  switch (type) {
    case 0:
    case 3:
      return 4;
    case 1:
    case 7:
      return 2;
    case 8:
      return 8;
    default:
      return 1;
  }
}

int64_t element_count(const std::vector<int64_t>& sizes) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size < 0 ? 0 : size;
  return count;
}

bool Net::read_ports(bool is_input, NetError& error) {
  const Ort& o = the_ort();
  const ort::Api& api = o.api;
  auto* session = static_cast<ort::Session*>(session_);
  size_t count = 0;
  std::string text;
  (void)well(is_input ? api.SessionGetInputCount(session, &count) : api.SessionGetOutputCount(session, &count), text);
  for (size_t i = 0; i < count; i++) {
    Port port;
    char* name = nullptr;
    ort::TypeInfo* info = nullptr;
    const ort::TensorInfo* tensor = nullptr;
    (void)well(is_input ? api.SessionGetInputName(session, i, o.allocator, &name)
                        : api.SessionGetOutputName(session, i, o.allocator, &name),
               text);
    port.name = name;
    (void)well(api.AllocatorFree(o.allocator, name), text);
    (void)well(is_input ? api.SessionGetInputTypeInfo(session, i, &info) : api.SessionGetOutputTypeInfo(session, i, &info), text);
    (void)well(api.CastTypeInfoToTensorInfo(info, &tensor), text);
    size_t rank = 0;
    if (tensor) {
      (void)well(api.GetTensorElementType(tensor, &port.onnx_type), text);
      (void)well(api.GetDimensionsCount(tensor, &rank), text);
      port.sizes.resize(rank);
      (void)well(api.GetDimensions(tensor, port.sizes.data(), rank), text);
      std::vector<const char*> symbols(rank);
      (void)well(api.GetSymbolicDimensions(tensor, symbols.data(), rank), text);
      for (size_t axis = 0; axis < rank; axis++) port.symbols.push_back(symbols[axis] ? symbols[axis] : "");
    }
    api.ReleaseTypeInfo(info);
    port.type = tensor ? type_of(port.onnx_type) : -1;
    if (port.type < 0)
      error = {8, (is_input ? "Failed to convert the ONNX data type of input " : "Unsupported data type of output ") + port.name, "", ""};
    else if (rank > 8)
      error = {8, "The number of dimensions of " + port.name + " is " + std::to_string(rank) + ": there are 8 at most", "", ""};
    if (error.code) return false;
    (is_input ? inputs_ : outputs_).push_back(port);
  }
  return true;
}

std::shared_ptr<Net> Net::open(std::shared_ptr<const ModelBytes> model, NetError& error) {
  const Ort& o = the_ort();
  const ort::Api& api = o.api;
  const OnnxFile file = read_onnx(model->onnx.data(), model->onnx.size());
  if (!file.is_readable) {
    error = {3, "Failed to parse the ONNX model.", "", ""};
    return nullptr;
  }
  if (const OnnxNode* node = file.unsupported()) {
    const std::string title = node->domain.empty() ? node->type : node->domain + "::" + node->type;
    error = {8, "No importer registered for op: " + title + ". Attempting to import as plugin. Plugin not found, are the plugin name, version, and namespace correct?",
             node->name, node->type};
    return nullptr;
  }
  std::shared_ptr<Net> net(new Net);
  net->model_ = model;
  std::string text;
  ort::SessionOptions* options = nullptr;
  ort::Session* session = nullptr;
  (void)well(api.CreateSessionOptions(&options), text);
  (void)well(api.SetIntraOpNumThreads(options, 1), text);
  (void)well(api.SetInterOpNumThreads(options, 1), text);
  (void)well(api.SetSessionLogSeverityLevel(options, 4), text);
  (void)well(api.DisableCpuMemArena(options), text);
  std::vector<const char*> names;
  std::vector<char*> data;
  std::vector<size_t> sizes;
  for (const auto& [name, bytes] : model->external) {
    names.push_back(name.c_str());
    data.push_back(const_cast<char*>(bytes.data()));
    sizes.push_back(bytes.size());
  }
  int code = 0;
  const bool opened =
      (names.empty() || well(api.AddExternalInitializersFromFilesInMemory(options, names.data(), data.data(), sizes.data(), names.size()), text, &code)) &&
      well(api.CreateSessionFromArray(o.env, model->onnx.data(), model->onnx.size(), options, &session), text, &code);
  api.ReleaseSessionOptions(options);
  if (!opened) {
    error = {code == ort::kInvalidProtobuf ? 3 : code == ort::kNotImplemented ? 8 : 5, text, "", ""};
    return nullptr;
  }
  net->session_ = session;
  if (!net->read_ports(true, error) || !net->read_ports(false, error)) return nullptr;
  const std::set<std::string> shapes = file.shape_inputs(), dependent = file.data_dependent();
  for (Port& port : net->inputs_) port.is_shape = shapes.count(port.name) > 0;
  for (Port& port : net->outputs_) port.is_data_dependent = dependent.count(port.name) > 0;
  return net;
}

Net::~Net() {
  if (session_) the_ort().api.ReleaseSession(static_cast<ort::Session*>(session_));
}

bool Net::run(const std::vector<Values>& inputs, bool half, std::vector<Values>& outputs, std::string& error) {
  const Ort& o = the_ort();
  const ort::Api& api = o.api;
  std::vector<std::vector<char>> memory;
  std::vector<const char*> in_names, out_names;
  std::vector<ort::Value*> in, out(outputs_.size());
  bool ok = true;
  for (size_t i = 0; i < inputs_.size() && ok; i++) {
    memory.push_back(widened(inputs_[i], inputs[i].data, half));
    /* ONNX Runtime wants an address for no elements too. */
    const size_t bytes = memory.back().size();
    if (bytes == 0) memory.back().resize(1);
    in.push_back(nullptr);
    in_names.push_back(inputs_[i].name.c_str());
    ok = well(api.CreateTensorWithDataAsOrtValue(o.memory, memory.back().data(), bytes, inputs[i].sizes.data(),
                                                 inputs[i].sizes.size(), inputs_[i].onnx_type, &in.back()),
              error);
  }
  for (const Port& port : outputs_) out_names.push_back(port.name.c_str());
  ok = ok && well(api.Run(static_cast<ort::Session*>(session_), nullptr, in_names.data(), in.data(), in.size(), out_names.data(),
                          out.size(), out.data()),
                  error);
  outputs.assign(outputs_.size(), {});
  for (size_t i = 0; i < out.size() && ok; i++) {
    ort::TensorInfo* info = nullptr;
    void* data = nullptr;
    size_t rank = 0;
    Values& values = outputs[i];
    ok = well(api.GetTensorTypeAndShape(out[i], &info), error) && well(api.GetDimensionsCount(info, &rank), error);
    if (!ok) break;
    values.sizes.resize(rank);
    ok = well(api.GetDimensions(info, values.sizes.data(), rank), error) && well(api.GetTensorMutableData(out[i], &data), error);
    api.ReleaseTensorTypeAndShapeInfo(info);
    if (ok) values.data = narrowed(outputs_[i], static_cast<char*>(data), static_cast<size_t>(element_count(values.sizes)), half);
  }
  for (ort::Value* value : in) api.ReleaseValue(value);
  for (ort::Value* value : out)
    if (value) api.ReleaseValue(value);
  return ok;
}

bool Net::from_symbols(const std::vector<Values>& inputs, std::vector<std::vector<int64_t>>& sizes) const {
  std::map<std::string, int64_t> symbols;
  for (size_t i = 0; i < inputs_.size(); i++)
    for (size_t axis = 0; axis < inputs_[i].sizes.size(); axis++)
      if (!inputs_[i].symbols[axis].empty()) symbols[inputs_[i].symbols[axis]] = inputs[i].sizes[axis];
  sizes.clear();
  for (const Port& port : outputs_) {
    sizes.push_back(port.sizes);
    if (port.is_data_dependent) continue;
    for (size_t axis = 0; axis < port.sizes.size(); axis++) {
      if (port.sizes[axis] >= 0) continue;
      const auto found = symbols.find(port.symbols[axis]);
      if (found == symbols.end()) return false;
      sizes.back()[axis] = found->second;
    }
  }
  return true;
}

bool Net::shapes(const std::vector<Values>& inputs, std::vector<std::vector<int64_t>>& sizes, std::string& error) {
  if (from_symbols(inputs, sizes)) return true;
  std::string key;
  for (size_t i = 0; i < inputs.size(); i++) {
    for (const int64_t size : inputs[i].sizes) key += std::to_string(size) + ",";
    if (inputs_[i].is_shape) key.append(inputs[i].data.begin(), inputs[i].data.end());
    key += ";";
  }
  {
    std::lock_guard<std::mutex> hold(lock_);
    const auto found = known_.find(key);
    if (found != known_.end()) {
      sizes = found->second;
      return true;
    }
  }
  /* Sizes that no rule tells are found by a run on zeros. */
  std::vector<Values> zeros = inputs, outputs;
  for (size_t i = 0; i < zeros.size(); i++)
    if (!inputs_[i].is_shape) zeros[i].data.assign(static_cast<size_t>(element_count(zeros[i].sizes)) * element_bytes(inputs_[i].type), 0);
  if (!run(zeros, false, outputs, error)) return false;
  sizes.clear();
  for (size_t i = 0; i < outputs.size(); i++) sizes.push_back(outputs_[i].is_data_dependent ? outputs_[i].sizes : outputs[i].sizes);
  std::lock_guard<std::mutex> hold(lock_);
  if (known_.size() < 1000) known_[key] = sizes;
  return true;
}

}  // namespace fake
