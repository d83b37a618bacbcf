/**
 * A plug-in for Polyinfer in C99: ONNX models that are a chain of Relu, Neg, Abs or Sqrt over one float32 tensor.
 *
 *   cc -std=c99 -O2 -fPIC -shared -I <polyinfer>/include chain.c -lm -o libchain.so
 *
 * What a vendor's plug-in does with its SDK stands in chain_load, chain_open and chain_run; the rest is as it is here.
 */
#include <math.h>
#include <polyinfer/kit.h>

#define MOST_NODES 64
#define LONGEST_NAME 128

typedef float (*unary)(float);

static float relu(float x) { return x > 0 ? x : 0; }
static float neg(float x) { return -x; }
static float absolute(float x) { return fabsf(x); }
static float root(float x) { return sqrtf(x); }

/* The list that probe tells: models with any other operator are refused before open, and told why. */
static const struct {
  const char* name;
  unary function;
} operators[] = {{"Relu", relu}, {"Neg", neg}, {"Abs", absolute}, {"Sqrt", root}};
enum { OPERATORS = sizeof operators / sizeof operators[0] };

struct poly_runtime {
  poly_log log;
};

struct poly_session {
  poly_info info;
  poly_value input, output;
  char input_name[LONGEST_NAME], output_name[LONGEST_NAME];
  unary nodes[MOST_NODES];
  size_t node_count;
};

/* ---- Protocol buffers, as far as ONNX's chain needs them. Nothing is read past `end`. ---- */

typedef struct {
  const unsigned char *at, *end;
} bytes;

static int read_varint(bytes* in, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && in->at < in->end; shift += 7) {
    const unsigned char byte = *in->at++;
    *value |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return 1;
  }
  return 0;
}

/* One field: its number, and its content where it has a length. 0: the end, or broken (then in->at is not in->end). */
static int read_field(bytes* in, uint64_t* field, bytes* content) {
  uint64_t tag, length;
  content->at = content->end = NULL;
  if (in->at == in->end || !read_varint(in, &tag)) return 0;
  *field = tag >> 3;
  switch (tag & 7) {
    case 0:
      return read_varint(in, &length);
    case 1:
      length = 8;
      break;
    case 2:
      if (!read_varint(in, &length)) return 0;
      break;
    case 5:
      length = 4;
      break;
    default:
      return 0;
  }
  if (length > (uint64_t)(in->end - in->at)) return 0;
  content->at = in->at;
  content->end = in->at += length;
  return 1;
}

static int is_text(bytes content, const char* text) {
  const size_t length = (size_t)(content.end - content.at);
  return length == strlen(text) && memcmp(content.at, text, length) == 0;
}

static int copy_text(bytes content, char* to) {
  const size_t length = (size_t)(content.end - content.at);
  if (length >= LONGEST_NAME) return 0;
  memcpy(to, content.at, length);
  to[length] = 0;
  return 1;
}

/* ---- The model ---- */

/* NodeProto: 1 input, 2 output, 4 op_type. It must take what the node before it gave, which `value` names. */
static poly_status read_node(poly_session* session, bytes node, bytes* value, poly_error* error) {
  bytes content, input = {NULL, NULL}, output = {NULL, NULL}, type = {NULL, NULL};
  uint64_t field = 0;
  int inputs = 0;
  while (read_field(&node, &field, &content)) {
    if (field == 1) input = content, inputs++;
    if (field == 2) output = content;
    if (field == 4) type = content;
  }
  const size_t length = (size_t)(input.end - input.at);
  if (node.at != node.end || inputs != 1 || !output.at || length != (size_t)(value->end - value->at) ||
      memcmp(input.at, value->at, length) != 0)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected a chain of operators of one input each.");
  if (session->node_count == MOST_NODES)
    return poly_fail(error, POLY_UNSUPPORTED, 0, "Expected at most %d operators.", MOST_NODES);
  for (int i = 0; i < OPERATORS; i++) {
    if (!is_text(type, operators[i].name)) continue;
    session->nodes[session->node_count++] = operators[i].function;
    *value = output;
    return POLY_OK;
  }
  return poly_fail(error, POLY_UNSUPPORTED, 0, "There is no operator %.*s.", (int)(type.end - type.at), (const char*)type.at);
}

/* The name in a ValueInfoProto. */
static bytes name_of(bytes value_info) {
  bytes content = {NULL, NULL};
  uint64_t field = 0;
  while (read_field(&value_info, &field, &content))
    if (field == 1) return content;
  return (bytes){NULL, NULL};
}

/* GraphProto: 1 node, 11 input, 12 output. */
static poly_status read_graph(poly_session* session, bytes graph, poly_error* error) {
  bytes rest = graph, content, input = {NULL, NULL}, output = {NULL, NULL};
  uint64_t field = 0;
  while (read_field(&rest, &field, &content)) {
    if (field == 11 && !input.at) input = name_of(content);
    if (field == 12 && !output.at) output = name_of(content);
  }
  if (rest.at != rest.end || !input.at || !output.at || !copy_text(input, session->input_name) ||
      !copy_text(output, session->output_name))
    return poly_fail(error, POLY_INVALID_MODEL, 0, "Expected a graph with an input and an output.");
  for (rest = graph; read_field(&rest, &field, &content);) {
    if (field != 1) continue;
    const poly_status status = read_node(session, content, &input, error);
    if (status != POLY_OK) return status;
  }
  if (is_text(input, session->output_name)) return POLY_OK;
  return poly_fail(error, POLY_UNSUPPORTED, 0, "The last operator does not give `%s`.", session->output_name);
}

/* ---- The table ---- */

static poly_status chain_load(const poly_load* request, poly_runtime** out, poly_error* error) {
  /* Here a vendor's plug-in opens request->library: dlopen(request->library, RTLD_NOW | RTLD_LOCAL). */
  if (request->option_count > 0)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Unknown option `%s`.", request->options[0].key);
  poly_runtime* runtime = calloc(1, sizeof *runtime);
  if (!runtime) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the runtime.");
  runtime->log = request->log;
  *out = runtime;
  return POLY_OK;
}

static poly_status chain_probe(poly_runtime* runtime, poly_sink sink, poly_error* error) {
  (void)runtime, (void)error;
  poly_text(sink, "{\"version\":\"1.0\",\"formats\":[\"onnx\"],\"devices\":[{\"id\":\"cpu\"}],\"operators\":{\"onnx\":[");
  for (int i = 0; i < OPERATORS; i++) {
    if (i > 0) poly_text(sink, ",");
    poly_json_string(sink, operators[i].name);
  }
  poly_text(sink, "]}}");
  return POLY_OK;
}

static poly_status read_model(poly_session* session, bytes model, poly_error* error) {
  bytes content;
  uint64_t field = 0;
  while (read_field(&model, &field, &content))
    if (field == 7) return read_graph(session, content, error);
  return poly_fail(error, POLY_INVALID_MODEL, 0, "There is no graph in the model.");
}

/* A model comes as bytes or as a path. */
static poly_status read_file(poly_session* session, const poly_file* file, poly_error* error) {
  if (file->data)
    return read_model(session, (bytes){file->data, (const unsigned char*)file->data + file->bytes}, error);
  poly_status status = poly_fail(error, POLY_INVALID_ARGUMENT, 0, "%s cannot be read.", file->path);
  FILE* from = fopen(file->path, "rb");
  if (!from) return status;
  const long length = fseek(from, 0, SEEK_END) == 0 ? ftell(from) : -1;
  rewind(from);
  unsigned char* data = length > 0 ? malloc((size_t)length) : NULL;
  if (data && fread(data, 1, (size_t)length, from) == (size_t)length)
    status = read_model(session, (bytes){data, data + length}, error);
  free(data);
  fclose(from);
  return status;
}

static poly_status chain_open(poly_runtime* runtime, const poly_open* request, poly_call* call, poly_session** out,
                              poly_error* error) {
  (void)runtime, (void)call;
  if (request->option_count > 0)
    return poly_fail(error, POLY_INVALID_ARGUMENT, 0, "Unknown option `%s`.", request->options[0].key);
  poly_session* session = calloc(1, sizeof *session);
  if (!session) return poly_fail(error, POLY_OUT_OF_MEMORY, 0, "No memory for the session.");
  const poly_status status = read_file(session, &request->files[0], error);
  if (status != POLY_OK) {
    free(session);
    return status;
  }
  /* Of unknown rank: the model's own shapes are shown, and checked, by Polyinfer. */
  session->input = (poly_value){session->input_name, POLY_FLOAT32, -1, NULL, NULL};
  session->output = (poly_value){session->output_name, POLY_FLOAT32, -1, NULL, NULL};
  session->info.struct_bytes = sizeof session->info;
  session->info.max_runs = request->max_runs ? request->max_runs : 1;
  session->info.inputs = &session->input;
  session->info.outputs = &session->output;
  session->info.input_count = session->info.output_count = 1;
  *out = session;
  return POLY_OK;
}

static const poly_info* chain_info(const poly_session* session) { return &session->info; }

static poly_status chain_run(poly_session* session, const poly_run* request, poly_call* call, poly_error* error) {
  const poly_tensor* x = &request->inputs[0];
  poly_tensor* y = &request->outputs[0];
  if (y->flags & POLY_SKIP) return POLY_OK;
  y->dtype = POLY_FLOAT32;
  y->rank = x->rank;
  memcpy(y->shape, x->shape, sizeof y->shape);
  poly_status status = POLY_OK;
  float* to = poly_place(call, y, 0, x->bytes, &status, error);
  if (!to) return status;
  const float* from = x->data;
  for (size_t i = 0; i < x->bytes / sizeof(float); i++) {
    float value = from[i];
    for (size_t k = 0; k < session->node_count; k++) value = session->nodes[k](value);
    to[i] = value;
  }
  return POLY_OK;
}

static void chain_close(poly_session* session) { free(session); }

static const poly_engine engine = {
    .struct_bytes = sizeof(poly_engine),
    .abi = POLY_ABI,
    .id = "chain",
    .version = "1.0",
    .load = chain_load,
    .probe = chain_probe,
    .open = chain_open,
    .info = chain_info,
    .run = chain_run,
    .close = chain_close,
};

const poly_engine* polyinfer_engine_get(uint32_t abi) { return abi == POLY_ABI ? &engine : NULL; }
