/* A library with the names and layouts of MNN that are used here, built with either ABI of std::string, and no neural network:
 * its one model adds 1 to `x`, of any shape, and calls that `y`. Bytes that begin with "bad" are no model. */
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#ifndef VERSION
#define VERSION "3.9.9"
#endif
#define PUBLIC __attribute__((visibility("default")))

struct halide_type_t {
  uint32_t code;
  uint8_t bits;
  uint16_t lanes;
};

enum MNNForwardType { MNN_FORWARD_CPU };

namespace MNN {

struct Axis {
  int32_t min, extent, stride;
  uint32_t flags;
};

struct RuntimeCreator;
class OperatorInfo {};

class PUBLIC Tensor {
 public:
  enum DimensionType { TENSORFLOW, CAFFE };
  static Tensor* create(const std::vector<int>& shape, halide_type_t type, void* data, DimensionType);
  static void destroy(Tensor* tensor);
  bool copyFromHostTensor(const Tensor* from);
  bool copyToHostTensor(Tensor* to) const;
  DimensionType getDimensionType() const;
  void resize(const std::vector<int>& shape);

  uint64_t device = 0;
  const void* device_interface = nullptr;
  uint8_t* host = nullptr;
  uint64_t flags = 0;
  halide_type_t type{2, 32, 1};
  int32_t dimensions = 0;
  Axis* axes = nullptr;
  void* padding = nullptr;
  std::vector<Axis> sizes;
  std::vector<float> own;
};

Tensor* Tensor::create(const std::vector<int>& shape, halide_type_t type, void* data, DimensionType) {
  auto* tensor = new Tensor;
  tensor->resize(shape);
  tensor->type = type;
  tensor->host = static_cast<uint8_t*>(data);
  return tensor;
}
void Tensor::destroy(Tensor* tensor) { delete tensor; }
void Tensor::resize(const std::vector<int>& shape) {
  size_t count = 1;
  sizes.clear();
  for (int size : shape) {
    sizes.push_back({0, size, 0, 0});
    count *= size > 0 ? static_cast<size_t>(size) : 0;
  }
  own.resize(count);
  axes = sizes.data();
  dimensions = static_cast<int32_t>(shape.size());
}
bool Tensor::copyFromHostTensor(const Tensor* from) {
  memcpy(own.data(), from->host, own.size() * sizeof(float));
  return true;
}
bool Tensor::copyToHostTensor(Tensor* to) const {
  memcpy(to->host, own.data(), own.size() * sizeof(float));
  return true;
}
Tensor::DimensionType Tensor::getDimensionType() const { return CAFFE; }

struct ScheduleConfig {
  std::vector<std::string> saveTensors;
  MNNForwardType type;
  int numThread;
};

class Session {
 public:
  Tensor x, y;
  std::map<std::string, Tensor*> inputs{{"x", &x}}, outputs{{"y", &y}};
};

class PUBLIC Interpreter {
 public:
  enum SessionMode { Session_Debug };
  enum SessionInfoCode { MEMORY };
  enum HintMode { MAX_TUNING_NUMBER };
  typedef std::function<bool(const std::vector<Tensor*>&, const OperatorInfo*)> Callback;
  static Interpreter* createFromBuffer(const void* bytes, size_t size);
  static void destroy(Interpreter* interpreter);
  void setSessionMode(SessionMode);
  void setSessionHint(HintMode, int);
  Session* createSession(const ScheduleConfig&);
  bool getSessionInfo(const Session*, SessionInfoCode, void*);
  void resizeTensor(Tensor*, const std::vector<int>&);
  void resizeSession(Session*);
  int runSessionWithCallBackInfo(const Session*, const Callback& before, const Callback& after, bool) const;
  const std::map<std::string, Tensor*>& getSessionInputAll(const Session*) const;
  const std::map<std::string, Tensor*>& getSessionOutputAll(const Session*) const;

 private:
  mutable Session session_;
};

Interpreter* Interpreter::createFromBuffer(const void* bytes, size_t size) {
  if (size >= 3 && !memcmp(bytes, "bad", 3)) {
    printf("Error: these bytes are %s\n", "bad");
    return nullptr;
  }
  return new Interpreter;
}
void Interpreter::destroy(Interpreter* interpreter) { delete interpreter; }
void Interpreter::setSessionMode(SessionMode) {}
void Interpreter::setSessionHint(HintMode, int) {}
Session* Interpreter::createSession(const ScheduleConfig& config) {
  if (!config.saveTensors.empty() || config.type != MNN_FORWARD_CPU || config.numThread < 1) return nullptr;
  session_.x.resize({-1, 2});
  return &session_;
}
bool Interpreter::getSessionInfo(const Session*, SessionInfoCode, void* number) {
  *static_cast<int*>(number) = 0;
  return true;
}
void Interpreter::resizeTensor(Tensor* tensor, const std::vector<int>& shape) { tensor->resize(shape); }
void Interpreter::resizeSession(Session* session) {
  std::vector<int> shape;
  for (const Axis& size : session->x.sizes) shape.push_back(size.extent);
  session->y.resize(shape);
}
int Interpreter::runSessionWithCallBackInfo(const Session*, const Callback& before, const Callback& after, bool) const {
  const OperatorInfo info;
  if (before({&session_.x}, &info))
    for (size_t i = 0; i < session_.x.own.size(); i++) session_.y.own[i] = session_.x.own[i] + 1;
  return after({&session_.y}, &info) ? 0 : 11;
}
const std::map<std::string, Tensor*>& Interpreter::getSessionInputAll(const Session* session) const { return session->inputs; }
const std::map<std::string, Tensor*>& Interpreter::getSessionOutputAll(const Session* session) const { return session->outputs; }

PUBLIC const char* getVersion();
const char* getVersion() { return VERSION; }
PUBLIC const RuntimeCreator* MNNGetExtraRuntimeCreator(MNNForwardType type);
const RuntimeCreator* MNNGetExtraRuntimeCreator(MNNForwardType) { return nullptr; }

}  // namespace MNN
