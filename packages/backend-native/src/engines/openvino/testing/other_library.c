/* A library that has one of the functions that OpenVINO's has. */
int ov_get_openvino_version(void* version);
int ov_get_openvino_version(void* version) {
  (void)version;
  return 0;
}
