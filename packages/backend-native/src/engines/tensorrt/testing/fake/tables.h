/*
 * The tables of TensorRT's classes as they are counted in its public headers, in order, for the major that this is built
 * for. Written without the engine's slots.h, and compared with it and with known numbers below: a wrong slot on either
 * side does not compile.
 */
#ifndef FAKE_TENSORRT_TABLES_H_
#define FAKE_TENSORRT_TABLES_H_
#include "../../slots.h"

#ifndef FAKE_MAJOR
#error "FAKE_MAJOR is 10 or 11"
#endif

/* Functions that 11 has no more. */
#if FAKE_MAJOR == 10
#define OLD(...) __VA_ARGS__
constexpr tensorrt::Slots kTheirSlots = tensorrt::kSlots10;
#define IN(ten, eleven) ten
#else
#define OLD(...)
constexpr tensorrt::Slots kTheirSlots = tensorrt::kSlots11;
#define IN(ten, eleven) eleven
#endif

#define HOST_MEMORY_TABLE(XX) XX(data) XX(size) XX(type)

#define TIMING_CACHE_TABLE(XX) XX(serialize) XX(combine) XX(reset)

#define RUNTIME_TABLE(XX)                                                                                           \
  XX(getPImpl) XX(deserializeCudaEngine) XX(deserializeCudaEngineFromStream) XX(setDLACore) XX(getDLACore)          \
  XX(getNbDLACores) XX(setGpuAllocator) XX(setErrorRecorder) XX(getErrorRecorder) XX(getLogger) XX(setMaxThreads)   \
  XX(getMaxThreads)

#define ENGINE_TABLE(XX)                                                                                              \
  XX(getPImpl) XX(getNbLayers) XX(serialize) XX(createExecutionContext)                                               \
  OLD(XX(createExecutionContextWithoutDeviceMemory) XX(getDeviceMemorySize)) XX(isRefittable) XX(getName)             \
  XX(getNbOptimizationProfiles) OLD(XX(getProfileTensorValues)) XX(getEngineCapability) XX(setErrorRecorder)          \
  XX(getErrorRecorder) OLD(XX(hasImplicitBatchDimension)) XX(getTacticSources) XX(getProfilingVerbosity)              \
  XX(createEngineInspector) XX(getTensorShape) XX(getTensorDataType) XX(getTensorLocation) XX(isShapeInferenceIO)     \
  XX(getTensorIOMode) XX(getTensorBytesPerComponent) XX(getTensorComponentsPerElement) XX(getTensorFormat)            \
  XX(getTensorFormatDesc) XX(getTensorVectorizedDim) XX(getProfileShape) XX(getNbIOTensors) XX(getIOTensorName)       \
  XX(getHardwareCompatibilityLevel) XX(getNbAuxStreams) XX(getTensorBytesPerComponentV2)                              \
  XX(getTensorComponentsPerElementV2) XX(getTensorFormatV2) XX(getTensorFormatDescV2) XX(getTensorVectorizedDimV2)    \
  XX(createSerializationConfig) XX(serializeWithConfig) OLD(XX(getDeviceMemorySizeForProfile)) XX(createRefitter)     \
  OLD(XX(setWeightStreamingBudget) XX(getWeightStreamingBudget) XX(getMinimumWeightStreamingBudget))                  \
  XX(getStreamableWeightsSize) XX(isDebugTensor) XX(setWeightStreamingBudgetV2) XX(getWeightStreamingBudgetV2)        \
  XX(getWeightStreamingAutomaticBudget) XX(getWeightStreamingScratchMemorySize) XX(getDeviceMemorySizeV2)             \
  XX(getDeviceMemorySizeForProfileV2)

#define CONTEXT_TABLE(XX)                                                                                             \
  XX(getPImpl) XX(setDebugSync) XX(getDebugSync) XX(setProfiler) XX(getProfiler) XX(getEngine) XX(setName) XX(getName) \
  OLD(XX(setDeviceMemory)) XX(getOptimizationProfile) XX(allInputDimensionsSpecified) XX(allInputShapesSpecified)     \
  XX(setErrorRecorder) XX(getErrorRecorder) XX(executeV2) XX(setOptimizationProfileAsync) XX(setEnqueueEmitsProfile)  \
  XX(getEnqueueEmitsProfile) XX(reportToProfiler) XX(setInputShape) XX(getTensorShape) XX(getTensorStrides)           \
  XX(setTensorAddress) XX(getTensorAddress) XX(setInputTensorAddress) XX(setOutputTensorAddress) XX(inferShapes)      \
  XX(setInputConsumedEvent) XX(getInputConsumedEvent) XX(getOutputTensorAddress) XX(setOutputAllocator)               \
  XX(getOutputAllocator) XX(getMaxOutputSize) XX(setTemporaryStorageAllocator) XX(getTemporaryStorageAllocator)       \
  XX(enqueueV3) XX(setPersistentCacheLimit) XX(getPersistentCacheLimit) XX(setNvtxVerbosity) XX(getNvtxVerbosity)     \
  XX(setAuxStreams)

#define BUILDER_TABLE(XX)                                                                                            \
  OLD(XX(platformHasFastFp16) XX(platformHasFastInt8)) XX(getMaxDLABatchSize) XX(getNbDLACores) XX(setGpuAllocator)  \
  XX(createBuilderConfig) XX(createNetworkV2) XX(createOptimizationProfile) XX(setErrorRecorder)                     \
  XX(getErrorRecorder) XX(reset) OLD(XX(platformHasTf32)) XX(buildSerializedNetwork) XX(isNetworkSupported)          \
  XX(getLogger) XX(setMaxThreads) XX(getMaxThreads) XX(getPluginRegistry)

#define CONFIG_TABLE(XX)                                                                                              \
  XX(setAvgTimingIterations) XX(getAvgTimingIterations) XX(setEngineCapability) XX(getEngineCapability)               \
  OLD(XX(setInt8Calibrator) XX(getInt8Calibrator)) XX(setFlags) XX(getFlags) XX(clearFlag) XX(setFlag) XX(getFlag)    \
  XX(setDeviceType) XX(getDeviceType) XX(isDeviceTypeSet) XX(resetDeviceType) XX(canRunOnDLA) XX(setDLACore)          \
  XX(getDLACore) XX(setDefaultDeviceType) XX(getDefaultDeviceType) XX(reset) XX(setProfileStream)                     \
  XX(getProfileStream) XX(addOptimizationProfile) XX(getNbOptimizationProfiles) XX(setProfilingVerbosity)             \
  XX(getProfilingVerbosity) OLD(XX(setAlgorithmSelector) XX(getAlgorithmSelector) XX(setCalibrationProfile)           \
  XX(getCalibrationProfile) XX(setQuantizationFlags) XX(getQuantizationFlags) XX(clearQuantizationFlag)               \
  XX(setQuantizationFlag) XX(getQuantizationFlag)) XX(setTacticSources) XX(getTacticSources) XX(createTimingCache)    \
  XX(setTimingCache) XX(getTimingCache) XX(setMemoryPoolLimit) XX(getMemoryPoolLimit) XX(setPreviewFeature)           \
  XX(getPreviewFeature) XX(setBuilderOptimizationLevel) XX(getBuilderOptimizationLevel)                               \
  XX(setHardwareCompatibilityLevel) XX(getHardwareCompatibilityLevel) XX(setPluginsToSerialize)                       \
  XX(getPluginToSerialize) XX(getNbPluginsToSerialize) XX(setMaxAuxStreams) XX(getMaxAuxStreams)                      \
  XX(setProgressMonitor) XX(getProgressMonitor)

/* From 10.11, as the fake's own version. */
#define PROFILE_TABLE(XX)                                                                                            \
  XX(setDimensions) XX(getDimensions) OLD(XX(setShapeValues)) XX(getNbShapeValues) OLD(XX(getShapeValues))           \
  XX(setExtraMemoryTarget) XX(getExtraMemoryTarget) XX(isValid) XX(setShapeValuesV2) XX(getShapeValuesV2)

#define TENSOR_TABLE(XX) \
  XX(setName) XX(getName) XX(setDimensions) XX(getDimensions) OLD(XX(setType)) XX(getType)

/* Of a network only the numbers of the four that read it are known here: the other functions have none to call them. */
#define NETWORK_TABLE(XX)                                                                                           \
  XX(slot2) XX(slot3) XX(slot4) XX(slot5) XX(slot6) XX(slot7) XX(slot8) XX(slot9) XX(slot10) XX(slot11) XX(slot12) \
  XX(slot13) XX(getNbInputs) XX(getInput) XX(getNbOutputs) XX(getOutput)

/* Functions of these classes take the object itself; destructors come last. */
#define PARSER_TABLE(XX)                                                                                  \
  XX(parse) XX(parseFromFile) OLD(XX(supportsModel) XX(parseWithWeightDescriptors)) XX(supportsOperator) \
  XX(getNbErrors) XX(getError) XX(clearErrors) XX(destroy) XX(deleteParser)
#define PARSER_ERROR_TABLE(XX) \
  XX(code) XX(desc) XX(file) XX(line) XX(func) XX(node) XX(nodeName) XX(nodeOperator)

#define XX(name) name,
#define DECLARE(space, table)                                \
  namespace space {                                          \
  enum slot : int { destroy0, destroy1, table(XX) kCount };  \
  }
#define DECLARE_DIRECT(space, table)   \
  namespace space {                    \
  enum slot : int { table(XX) kCount }; \
  }
DECLARE(host_memory, HOST_MEMORY_TABLE)
DECLARE(timing_cache, TIMING_CACHE_TABLE)
DECLARE(runtime, RUNTIME_TABLE)
DECLARE(engine, ENGINE_TABLE)
DECLARE(context, CONTEXT_TABLE)
DECLARE(builder, BUILDER_TABLE)
DECLARE(config, CONFIG_TABLE)
DECLARE(profile, PROFILE_TABLE)
DECLARE(tensor, TENSOR_TABLE)
DECLARE(network, NETWORK_TABLE)
DECLARE_DIRECT(parser, PARSER_TABLE)
DECLARE_DIRECT(parser_error, PARSER_ERROR_TABLE)
#undef XX
#undef DECLARE
#undef DECLARE_DIRECT

/* name, its number by member pointers of the headers of 10.16, of 11.1, and what the engine calls it. */
#define KNOWN_SLOTS(XX)                                                                   \
  XX(runtime::deserializeCudaEngine, 3, 3, runtime_deserialize_cuda_engine)               \
  XX(host_memory::data, 2, 2, host_memory_data)                                           \
  XX(host_memory::size, 3, 3, host_memory_size)                                           \
  XX(engine::serialize, 4, 4, engine_serialize)                                           \
  XX(engine::createExecutionContext, 5, 5, engine_create_execution_context)               \
  XX(engine::getNbOptimizationProfiles, 10, 8, engine_get_nb_optimization_profiles)       \
  XX(engine::getTensorShape, 19, 15, engine_get_tensor_shape)                             \
  XX(engine::getTensorDataType, 20, 16, engine_get_tensor_data_type)                      \
  XX(engine::getTensorLocation, 21, 17, engine_get_tensor_location)                       \
  XX(engine::isShapeInferenceIO, 22, 18, engine_is_shape_inference_io)                    \
  XX(engine::getTensorIOMode, 23, 19, engine_get_tensor_io_mode)                          \
  XX(engine::getTensorFormat, 26, 22, engine_get_tensor_format)                           \
  XX(engine::getProfileShape, 29, 25, engine_get_profile_shape)                           \
  XX(engine::getNbIOTensors, 30, 26, engine_get_nb_io_tensors)                            \
  XX(engine::getIOTensorName, 31, 27, engine_get_io_tensor_name)                          \
  XX(engine::getDeviceMemorySizeV2, 52, 44, engine_get_device_memory_size_v2)             \
  XX(context::setOptimizationProfileAsync, 17, 16, context_set_optimization_profile_async) \
  XX(context::setInputShape, 21, 20, context_set_input_shape)                             \
  XX(context::getTensorShape, 22, 21, context_get_tensor_shape)                           \
  XX(context::setTensorAddress, 24, 23, context_set_tensor_address)                       \
  XX(context::setInputTensorAddress, 26, 25, context_set_input_tensor_address)            \
  XX(context::inferShapes, 28, 27, context_infer_shapes)                                  \
  XX(context::setOutputAllocator, 32, 31, context_set_output_allocator)                   \
  XX(context::getMaxOutputSize, 34, 33, context_get_max_output_size)                      \
  XX(context::enqueueV3, 37, 36, context_enqueue_v3)                                      \
  XX(builder::createBuilderConfig, 7, 5, builder_create_builder_config)                   \
  XX(builder::createNetworkV2, 8, 6, builder_create_network)                              \
  XX(builder::createOptimizationProfile, 9, 7, builder_create_optimization_profile)       \
  XX(builder::buildSerializedNetwork, 14, 11, builder_build_serialized_network)           \
  XX(config::setFlags, 8, 6, config_set_flags)                                            \
  XX(config::setFlag, 11, 9, config_set_flag)                                             \
  XX(config::addOptimizationProfile, 25, 23, config_add_optimization_profile)             \
  XX(config::createTimingCache, 40, 29, config_create_timing_cache)                       \
  XX(config::setTimingCache, 41, 30, config_set_timing_cache)                             \
  XX(config::getTimingCache, 42, 31, config_get_timing_cache)                             \
  XX(config::setMemoryPoolLimit, 43, 32, config_set_memory_pool_limit)                    \
  XX(config::setBuilderOptimizationLevel, 47, 36, config_set_builder_optimization_level)  \
  XX(config::setHardwareCompatibilityLevel, 49, 38, config_set_hardware_compatibility_level) \
  XX(config::setProgressMonitor, 56, 45, config_set_progress_monitor)                     \
  XX(profile::setDimensions, 2, 2, profile_set_dimensions)                                \
  XX(profile::setShapeValuesV2, 10, 8, profile_set_shape_values_v2)                       \
  XX(timing_cache::serialize, 2, 2, timing_cache_serialize)                               \
  XX(timing_cache::combine, 3, 3, timing_cache_combine)                                   \
  XX(network::getNbInputs, 14, 14, network_get_nb_inputs)                                 \
  XX(network::getInput, 15, 15, network_get_input)                                        \
  XX(network::getNbOutputs, 16, 16, network_get_nb_outputs)                               \
  XX(network::getOutput, 17, 17, network_get_output)                                      \
  XX(tensor::getName, 3, 3, tensor_get_name)                                              \
  XX(tensor::setDimensions, 4, 4, tensor_set_dimensions)                                  \
  XX(tensor::getDimensions, 5, 5, tensor_get_dimensions)                                  \
  XX(tensor::getType, 7, 6, tensor_get_type)                                              \
  XX(parser::parseFromFile, 1, 1, parser_parse_from_file)                                 \
  XX(parser::getNbErrors, 5, 3, parser_get_nb_errors)                                     \
  XX(parser::getError, 6, 4, parser_get_error)                                            \
  XX(parser::deleteParser, 9, 7, parser_delete)                                           \
  XX(parser_error::code, 0, 0, parser_error_code)                                         \
  XX(parser_error::desc, 1, 1, parser_error_desc)                                         \
  XX(parser_error::node, 5, 5, parser_error_node)

#define XX(name, ten, eleven, theirs)                                              \
  static_assert(name == IN(ten, eleven), "the fake's table is wrong at " #name); \
  static_assert(kTheirSlots.theirs == IN(ten, eleven), "slots.h is wrong at " #theirs);
KNOWN_SLOTS(XX)
#undef XX
#if FAKE_MAJOR == 10
static_assert(profile::setShapeValues == 4 && kTheirSlots.profile_set_shape_values == 4, "setShapeValues");
static_assert(context::executeV2 == 16 && engine::createEngineInspector == 18, "count");
#else
static_assert(kTheirSlots.profile_set_shape_values == -1, "setShapeValues is not there");
static_assert(context::executeV2 == 15 && engine::createEngineInspector == 14, "count");
#endif

#endif
