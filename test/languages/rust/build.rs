fn main() {
    println!("cargo:rerun-if-changed=../../../proto");
    tonic_prost_build::configure()
        .build_server(false)
        .compile_protos(&["../../../proto/headwater/v1/broker_service.proto", "../../../proto/headwater/v1/error.proto"], &["../../../proto"])
        .expect("proto/ must compile");
}
