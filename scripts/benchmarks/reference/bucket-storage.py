"""A storage with the S3 interface that checks signatures; puts what it is told on standard input into a bucket."""
import json
import logging
import os
import sys

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "1000000"
import boto3
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
bucket = sys.argv[1]
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
known = {"endpoint_url": endpoint, "region_name": "us-east-1", "aws_access_key_id": "first", "aws_secret_access_key": "first"}
people = boto3.client("iam", **known)
people.create_user(UserName="reader")
key = people.create_access_key(UserName="reader")["AccessKey"]
rule = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
people.put_user_policy(UserName="reader", PolicyName="all", PolicyDocument=json.dumps(rule))
known.update(aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
storage = boto3.client("s3", **known)
storage.create_bucket(Bucket=bucket)
print(json.dumps({"endpoint": endpoint, "accessKey": key["AccessKeyId"], "secretKey": key["SecretAccessKey"]}), flush=True)
import requests

requests.post(f"{endpoint}/moto-api/reset-auth", data="0")
for line in sys.stdin:
    wanted = json.loads(line)
    with open(wanted["file"], "rb") as content:
        storage.put_object(Bucket=bucket, Key=wanted["key"], Body=content.read())
    print("done", flush=True)
