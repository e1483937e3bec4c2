"""Describes a broker by its reflection alone, with gRPC's own package for it: reflect.py ADDRESS SYMBOL..."""

import json
import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

address, *symbols = sys.argv[1:]
with grpc.insecure_channel(address) as channel:
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = DescriptorPool(database)
    services = {name: [method.name for method in pool.FindServiceByName(name).methods] for name in database.get_services()}
    files = {symbol: database.FindFileContainingSymbol(symbol).name for symbol in symbols}
print(json.dumps({"services": services, "files": files}))
