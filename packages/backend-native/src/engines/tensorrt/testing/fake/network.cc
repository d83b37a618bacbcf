#include <cstdio>
#include <cstring>
#include "build.h"
#include "logger.h"

namespace fake {
namespace {

struct ParserError : Base {
  NetError error;
};

struct Parser : Base {
  Network* network = nullptr;
  std::vector<std::unique_ptr<ParserError>> errors;
};
constexpr char kParserError[] = "IParserError";

Network& network_of(void* impl, const char* function) { return own<Network>(impl, kNetwork, function); }
int32_t nb_inputs(void* impl) { return static_cast<int32_t>(network_of(impl, "getNbInputs").inputs.size()); }
int32_t nb_outputs(void* impl) { return static_cast<int32_t>(network_of(impl, "getNbOutputs").outputs.size()); }
Object* at(const std::vector<std::unique_ptr<Tensor>>& list, int32_t index) {
  if (index >= 0 && static_cast<size_t>(index) < list.size()) return &list[static_cast<size_t>(index)]->handle;
  mistake("getInput or getOutput is asked for number %d of %zu", index, list.size());
  return nullptr;
}
Object* network_input(void* impl, int32_t index) { return at(network_of(impl, "getInput").inputs, index); }
Object* network_output(void* impl, int32_t index) { return at(network_of(impl, "getOutput").outputs, index); }

const char* tensor_name(void* impl) { return own<Tensor>(impl, kTensor, "ITensor::getName").port.name.c_str(); }
Dims tensor_dims(void* impl) { return dims_of(own<Tensor>(impl, kTensor, "ITensor::getDimensions").port.sizes); }
int32_t tensor_type(void* impl) { return own<Tensor>(impl, kTensor, "ITensor::getType").port.type; }
void tensor_set_dims(void* impl, const Dims* dims) {
  own<Tensor>(impl, kTensor, "ITensor::setDimensions").port.sizes = sizes_of(*dims);
}

std::unique_ptr<Tensor> create_tensor(const Port& port) {
  static const auto table = TABLE_OF(tensor)()
                                .set(tensor::getName, tensor_name)
                                .set(tensor::setDimensions, tensor_set_dims)
                                .set(tensor::getDimensions, tensor_dims)
                                .set(tensor::getType, tensor_type);
  auto made = std::make_unique<Tensor>();
  made->port = port;
  begin(*made, kTensor, table, kOwnedDeleters);
  return made;
}

void delete_network(Object* object) {
  auto& network = *static_cast<Network*>(behind(object, kNetwork, "~INetworkDefinition"));
  if (network.has_parser && !network.parser_is_gone) mistake("An INetworkDefinition is deleted before its parser");
  checked(network.builder, kBuilder, "~INetworkDefinition");
  network.builder->children--;
  for (auto* list : {&network.inputs, &network.outputs})
    for (auto& tensor : *list) {
      tensor->mark = kDead;
      count_live(kTensor, -1);
    }
  network.net.reset();
  bury(network);
}

int32_t error_code(void* error) { return own<ParserError>(error, kParserError, "IParserError::code").error.code; }
const char* error_desc(void* error) { return own<ParserError>(error, kParserError, "IParserError::desc").error.text.c_str(); }
int32_t error_node(void* error) {
  return own<ParserError>(error, kParserError, "IParserError::node").error.node_operator.empty() ? -1 : 0;
}
const char* error_node_name(void* error) {
  return own<ParserError>(error, kParserError, "IParserError::nodeName").error.node.c_str();
}
const char* error_node_operator(void* error) {
  return own<ParserError>(error, kParserError, "IParserError::nodeOperator").error.node_operator.c_str();
}
const char* error_file(void*) { return "fake.cpp"; }
int32_t error_line(void*) { return 1; }

void add_error(Parser& parser, const NetError& error) {
  static const auto table = TABLE_OF(parser_error)()
                                .set(parser_error::code, error_code)
                                .set(parser_error::desc, error_desc)
                                .set(parser_error::file, error_file)
                                .set(parser_error::line, error_line)
                                .set(parser_error::func, error_file)
                                .set(parser_error::node, error_node)
                                .set(parser_error::nodeName, error_node_name)
                                .set(parser_error::nodeOperator, error_node_operator);
  parser.errors.push_back(std::make_unique<ParserError>());
  begin(*parser.errors.back(), kParserError, table, kOwnedDeleters);
  parser.errors.back()->error = error;
  log(tensorrt::kError, "ModelImporter.cpp: %s", error.text.c_str());
}

bool read_file(const std::string& path, std::vector<char>& bytes) {
  FILE* file = fopen(path.c_str(), "rb");
  if (!file) return false;
  char piece[65536];
  for (size_t count; (count = fread(piece, 1, sizeof piece, file)) > 0;) bytes.insert(bytes.end(), piece, piece + count);
  fclose(file);
  return true;
}

bool parse_bytes(Parser& parser, std::vector<char> bytes, const std::string& path) {
  auto model = std::make_shared<ModelBytes>();
  model->onnx = std::move(bytes);
  const OnnxFile file = read_onnx(model->onnx.data(), model->onnx.size());
  for (const std::string& name : file.external) {
    const std::string where = path.substr(0, path.rfind('/') + 1) + name;
    model->external.emplace_back(name, std::vector<char>());
    if (read_file(where, model->external.back().second)) continue;
    add_error(parser, {3, "Failed to open file: " + where, "", ""});
    return false;
  }
  NetError error;
  auto net = Net::open(model, error);
  if (!net) {
    add_error(parser, error);
    return false;
  }
  Network& network = *parser.network;
  if (network.net) mistake("A network is parsed twice");
  network.net = net;
  for (const Port& port : net->inputs()) network.inputs.push_back(create_tensor(port));
  for (const Port& port : net->outputs()) network.outputs.push_back(create_tensor(port));
  return true;
}

bool scripted_parse(Parser& parser) {
  if (!fails("parse")) return false;
  add_error(parser, {1, "scripted failure", "", ""});
  return true;
}

bool parser_parse(void* self, const void* data, size_t bytes, const char* path) {
  auto& parser = own<Parser>(self, kParser, "IParser::parse");
  Exclusive one(parser, "IParser::parse");
  if (scripted_parse(parser)) return false;
  const auto* begin = static_cast<const char*>(data);
  return parse_bytes(parser, std::vector<char>(begin, begin + bytes), path ? path : "");
}

bool parser_parse_file(void* self, const char* path, int) {
  auto& parser = own<Parser>(self, kParser, "IParser::parseFromFile");
  Exclusive one(parser, "IParser::parseFromFile");
  if (scripted_parse(parser)) return false;
  std::vector<char> bytes;
  if (read_file(path, bytes)) return parse_bytes(parser, std::move(bytes), path);
  add_error(parser, {4, std::string("Failed to open file: ") + path, "", ""});
  return false;
}

int32_t parser_errors(void* self) { return static_cast<int32_t>(own<Parser>(self, kParser, "getNbErrors").errors.size()); }
void* parser_error_at(void* self, int32_t index) {
  auto& parser = own<Parser>(self, kParser, "getError");
  if (index >= 0 && static_cast<size_t>(index) < parser.errors.size()) return parser.errors[static_cast<size_t>(index)].get();
  mistake("IParser::getError is asked for number %d of %zu", index, parser.errors.size());
  return nullptr;
}

void parser_delete(void* self) {
  auto& parser = own<Parser>(self, kParser, "~IParser");
  checked(parser.network, kNetwork, "~IParser");
  parser.network->parser_is_gone = true;
  for (auto& error : parser.errors) {
    error->mark = kDead;
    count_live(kParserError, -1);
  }
  bury(parser);
}

}  // namespace

Object* create_network(Builder& builder, uint32_t flags) {
  static const auto table = TABLE_OF(network)()
                                .set(network::getNbInputs, nb_inputs)
                                .set(network::getInput, network_input)
                                .set(network::getNbOutputs, nb_outputs)
                                .set(network::getOutput, network_output);
  static const Function deleters[2] = {kOwnedDeleters[0], reinterpret_cast<Function>(delete_network)};
  auto* made = new Network;
  made->builder = &builder;
  made->flags = flags;
  builder.children++;
  begin(*made, kNetwork, table, deleters);
  return &made->handle;
}

void* create_parser(void* network, void* logger, int32_t version) {
  static const auto table = TABLE_OF(parser)()
                                .set(parser::parse, parser_parse)
                                .set(parser::parseFromFile, parser_parse_file)
                                .set(parser::getNbErrors, parser_errors)
                                .set(parser::getError, parser_error_at)
                                .set(parser::deleteParser, parser_delete);
  if (!check_logger(logger, "createNvOnnxParser")) return nullptr;
  auto& of = *static_cast<Network*>(behind(network, kNetwork, "createNvOnnxParser"));
  if (version != 100) mistake("createNvOnnxParser is given version %d: getNvOnnxParserVersion says 100", version);
  if (fails("createNvOnnxParser")) return nullptr;
  if (of.has_parser) mistake("A network is given a second parser");
  of.has_parser = true;
  auto* made = new Parser;
  made->network = &of;
  begin(*made, kParser, table, kOwnedDeleters);
  return static_cast<Base*>(made);
}

}  // namespace fake
