"""What a stock MLflow client does, against the server of MLFLOW_TRACKING_URI; ends with the number of checks on its last line.

Arguments: the name of a project with a champion (or "-"), and a folder to write into.
"""

import math
import os
import sys
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

project, folder = sys.argv[1:3]
checks = 0


def check(fact, what):
    global checks
    checks += 1
    if not fact:
        raise AssertionError(what)


def refused(code, act, what):
    try:
        act()
    except MlflowException as error:
        check(error.error_code == code, f"{what}: expected {code}, got {error.error_code}: {error}")
        return
    raise AssertionError(f"{what}: expected {code}, but it was done")


client = MlflowClient()

# Experiments
experiment_id = mlflow.create_experiment("outside", tags={"team": "vision"})
refused("RESOURCE_ALREADY_EXISTS", lambda: mlflow.create_experiment("outside"), "a second experiment of the same name")
check(client.get_experiment(experiment_id).tags == {"team": "vision"}, "tags of the experiment")
check(client.get_experiment_by_name("outside").experiment_id == experiment_id, "the experiment by its name")
check(client.get_experiment_by_name("nobody made this") is None, "no experiment by a name that nobody gave")
client.set_experiment_tag(experiment_id, "dotted.name", "yes")
check(client.get_experiment(experiment_id).tags["dotted.name"] == "yes", "a tag with a dot in its name")
other = client.create_experiment("to be deleted")
client.delete_experiment(other)
check(client.get_experiment(other).lifecycle_stage == "deleted", "a deleted experiment")
names = {each.name for each in client.search_experiments()}
check("outside" in names and "to be deleted" not in names, f"active experiments, got {names}")
client.restore_experiment(other)
client.rename_experiment(other, "renamed")
check([each.name for each in client.search_experiments(filter_string="name LIKE 'ren%'")] == ["renamed"], "search by name")
check([each.name for each in client.search_experiments(filter_string="tags.team = 'vision'")] == ["outside"], "search by tag")

# A run by the fluent interface
mlflow.set_experiment("outside")
with mlflow.start_run(run_name="first", tags={"stage": "try"}, description="a note") as run:
    mlflow.log_params({"lr": 0.001, "optimizer": "adam", "dotted.param": "1"})
    for step in range(10):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"accuracy": 0.75, "val/f1.macro": 0.5}, step=9)
    mlflow.log_metric("broken", float("nan"))
    mlflow.set_tag("owner", "me")
    path = os.path.join(folder, "notes.txt")
    with open(path, "w") as file:
        file.write("what came of it\n")
    mlflow.log_artifact(path)
    mlflow.log_artifact(path, artifact_path="deep/er")
    mlflow.log_text("{}", "config.json")
    mlflow.log_dict({"a": [1, 2]}, "data/a.json")
first = run.info.run_id
got = client.get_run(first)
check(got.info.status == "FINISHED" and got.info.end_time >= got.info.start_time, "a finished run")
check(got.info.run_name == "first", "the run's name")
check(got.data.params == {"lr": "0.001", "optimizer": "adam", "dotted.param": "1"}, f"parameters, got {got.data.params}")
check(got.data.metrics["loss"] == 0.1 and got.data.metrics["val/f1.macro"] == 0.5, f"newest figures, got {got.data.metrics}")
check(math.isnan(got.data.metrics["broken"]), "a figure that is no number")
check(got.data.tags["owner"] == "me" and got.data.tags["mlflow.note.content"] == "a note", "tags and the note")
history = client.get_metric_history(first, "loss")
check([point.step for point in history] == list(range(10)), "the steps of a curve")
check(all(abs(point.value - 1 / (point.step + 1)) < 1e-15 for point in history), "the figures of a curve")
check(client.get_metric_history(first, "never logged") == [], "no curve of what nobody logged")

# Artifacts
check({file.path for file in client.list_artifacts(first)} == {"notes.txt", "deep", "config.json", "data"}, "artifacts of a run")
check([file.path for file in client.list_artifacts(first, "deep/er")] == ["deep/er/notes.txt"], "artifacts of a folder")
local = mlflow.artifacts.download_artifacts(run_id=first, artifact_path="deep/er/notes.txt", dst_path=folder)
check(open(local).read() == "what came of it\n", "an artifact that came back")
check(mlflow.artifacts.load_dict(f"runs:/{first}/data/a.json") == {"a": [1, 2]}, "an artifact by its run's address")
large = os.path.join(folder, "large.bin")
with open(large, "wb") as file:
    file.write(os.urandom(9_000_000))
client.log_artifact(first, large)
back = mlflow.artifacts.download_artifacts(run_id=first, artifact_path="large.bin", dst_path=os.path.join(folder, "back"))
check(open(back, "rb").read() == open(large, "rb").read(), "nine megabytes that came back")

# Batches, and what is refused
batch = client.create_run(experiment_id, run_name="batch")
now = int(time.time() * 1000)
client.log_batch(
    batch.info.run_id,
    metrics=[Metric("loss", 1.0 / (step + 1), now + step, step) for step in range(700)],
    params=[Param("lr", "0.1"), Param("epochs", "3")],
    tags=[RunTag("kind", "batch")],
)
check(len(client.get_metric_history(batch.info.run_id, "loss")) == 700, "a curve of 700 points")
client.log_batch(batch.info.run_id, metrics=[Metric("loss", 5.0, now, step) for step in range(900, 1900)])
client.log_batch(batch.info.run_id, metrics=[Metric("loss", 6.0, now, step) for step in range(100, 200)])
check(client.get_run(batch.info.run_id).data.metrics["loss"] == 5.0, "the newest figure is that of the highest step")
steps = [point.step for point in client.get_metric_history(batch.info.run_id, "loss")]
check(len(steps) == 1800 and steps == sorted(steps), "points that came late stand in their place")
client.log_param(batch.info.run_id, "lr", "0.1")
refused("INVALID_PARAMETER_VALUE", lambda: client.log_param(batch.info.run_id, "lr", "0.2"), "another value of a parameter")
refused("RESOURCE_DOES_NOT_EXIST", lambda: client.get_run("0" * 32), "a run that is not there")
refused("RESOURCE_DOES_NOT_EXIST", lambda: client.get_experiment("123456"), "an experiment that is not there")
client.delete_tag(batch.info.run_id, "kind")
check("kind" not in client.get_run(batch.info.run_id).data.tags, "a tag that was taken away")
refused("RESOURCE_DOES_NOT_EXIST", lambda: client.delete_tag(batch.info.run_id, "kind"), "a tag that is not there")
client.set_terminated(batch.info.run_id, "FAILED")
check(client.get_run(batch.info.run_id).info.status == "FAILED", "a failed run")
data = mlflow.entities.Dataset(name="cells", digest="abc123", source_type="local", source="{}")
client.log_inputs(batch.info.run_id, datasets=[mlflow.entities.DatasetInput(data, [])])
check(client.get_run(batch.info.run_id).inputs.dataset_inputs[0].dataset.name == "cells", "the data set of a run")

# Search
for number in range(5):
    made = client.create_run(experiment_id, run_name=f"many {number}")
    client.log_batch(
        made.info.run_id,
        metrics=[Metric("accuracy", number / 10, now, 0)],
        params=[Param("lr", str(10 ** -number)), Param("name with space", f"n{number}")],
        tags=[RunTag("mlflow.source.name", f"train_{number}.py")],
    )
    client.set_terminated(made.info.run_id)


def found(filter_string, **more):
    return [each.info.run_name for each in client.search_runs([experiment_id], filter_string, **more)]


check(found("metrics.accuracy > 0.25 AND metrics.accuracy <= 0.4") == ["many 4", "many 3"], "search by a figure")
check(found("params.lr = '0.01'") == ["many 2"], "search by a parameter")
check(found("params.`name with space` = 'n3'") == ["many 3"], "search by a name in backticks")
check(found('params."name with space" LIKE \'%2\'') == ["many 2"], "search by LIKE")
check(found("tags.mlflow.source.name ILIKE 'TRAIN_1.%'") == ["many 1"], "search by ILIKE on a tag")
check(found("attributes.status = 'FAILED'") == ["batch"], "search by the status")
check(set(found("attributes.run_name IN ('first', 'batch')")) == {"first", "batch"}, "search by IN")
check(found("tags.owner = 'me' and params.optimizer != 'sgd'") == ["first"], "search by two conditions")
check(found("datasets.name = 'cells'") == ["batch"], "search by the data set")
check(found("metrics.accuracy < 5", order_by=["metrics.accuracy ASC"], max_results=2) == ["many 0", "many 1"], "order by a figure")
check(found("metrics.accuracy < 0.45", order_by=["params.lr DESC"])[0] == "many 0", "order by a parameter as a number")
check(found("", order_by=["metrics.accuracy DESC"])[0] == "first", "those with a figure come first")
pages, token = [], None
while True:
    page = client.search_runs([experiment_id], max_results=3, page_token=token, order_by=["attributes.start_time ASC"])
    pages += [each.info.run_id for each in page]
    token = page.token
    if not token:
        break
check(len(pages) == 7 and len(set(pages)) == 7, f"pages hold every run once, got {len(pages)}")
refused("INVALID_PARAMETER_VALUE", lambda: found("metrics.accuracy > 'high'"), "a figure held against a text")
refused("INVALID_PARAMETER_VALUE", lambda: found("nonsense.x = 1"), "a search for nonsense")
client.delete_run(first)
check("first" not in found(""), "a deleted run is not found")
check([each.info.run_id for each in client.search_runs([experiment_id], run_view_type=ViewType.DELETED_ONLY)] == [first], "deleted runs")
refused("INVALID_PARAMETER_VALUE", lambda: client.log_metric(first, "loss", 1.0), "a figure of a deleted run")
client.restore_run(first)
check("first" in found(""), "a restored run is found")

# Registry
client.create_registered_model("outside-model", tags={"task": "detection"}, description="for a try")
refused("RESOURCE_ALREADY_EXISTS", lambda: client.create_registered_model("outside-model"), "a second model of the same name")
version = client.create_model_version("outside-model", f"runs:/{first}/deep", run_id=first, description="the first", tags={"good": "no"})
check(version.version in ("1", 1) and version.status == "READY", f"the first version, got {version}")
second = client.create_model_version("outside-model", got.info.artifact_uri + "/deep", run_id=first)
client.set_registered_model_alias("outside-model", "champion", second.version)
check(str(client.get_model_version_by_alias("outside-model", "champion").version) == "2", "a version by its alias")
client.set_registered_model_alias("outside-model", "champion", version.version)
check(str(client.get_model_version_by_alias("outside-model", "champion").version) == "1", "an alias that was moved")
check(client.get_registered_model("outside-model").aliases == {"champion": "1"}, "aliases of a model")
client.delete_registered_model_alias("outside-model", "champion")
refused("INVALID_PARAMETER_VALUE", lambda: client.get_model_version_by_alias("outside-model", "champion"), "an alias that is gone")
client.set_model_version_tag("outside-model", "2", "validation_status", "approved")
check(client.get_model_version("outside-model", "2").tags == {"validation_status": "approved"}, "tags of a version")
client.update_model_version("outside-model", "2", "better")
check(client.get_model_version("outside-model", "2").description == "better", "the description of a version")
check({str(each.version) for each in client.search_model_versions("name='outside-model'")} == {"1", "2"}, "versions of a model")
check([each.name for each in client.search_registered_models("name LIKE 'outside%'")] == ["outside-model"], "models by name")
check(client.get_model_version_download_uri("outside-model", "2").endswith("/deep"), "where a version's files are")
client.set_registered_model_alias("outside-model", "candidate", "2")
taken = mlflow.artifacts.download_artifacts("models:/outside-model@candidate", dst_path=os.path.join(folder, "taken"))
check(open(os.path.join(taken, "er", "notes.txt")).read() == "what came of it\n", "the files of a version by its alias")
client.rename_registered_model("outside-model", "other-model")
check(str(client.get_model_version_by_alias("other-model", "candidate").version) == "2", "an alias after a rename")
client.delete_model_version("other-model", "1")
refused("RESOURCE_DOES_NOT_EXIST", lambda: client.get_model_version("other-model", "1"), "a version that is gone")
client.delete_registered_model("other-model")
refused("RESOURCE_DOES_NOT_EXIST", lambda: client.get_registered_model("other-model"), "a model that is gone")

# Models of MLflow 3, logged beside a run
if hasattr(client, "create_logged_model"):
    logged = client.create_logged_model(experiment_id, name="network", source_run_id=first, params={"depth": "3"})
    client.log_model_artifact(logged.model_id, path) if hasattr(client, "log_model_artifact") else None
    client.finalize_logged_model(logged.model_id, "READY")
    again = client.get_logged_model(logged.model_id)
    check(again.name == "network" and again.params == {"depth": "3"} and str(again.status) == "READY", "a logged model")
    client.set_logged_model_tags(logged.model_id, {"a.b": "c"})
    check(client.get_logged_model(logged.model_id).tags["a.b"] == "c", "tags of a logged model")
    listed = client.search_logged_models([experiment_id])
    check([each.model_id for each in listed] == [logged.model_id], "logged models of an experiment")

# The product's own world
if project != "-":
    own = client.get_experiment_by_name(project)
    runs = client.search_runs([own.experiment_id], "attributes.status = 'FINISHED'")
    check(len(runs) == 1 and runs[0].data.params["architecture"] == "center-point", "a run of the project's loop")
    check(abs(runs[0].data.metrics["best"] - 0.8) < 1e-12, f"its figures, got {runs[0].data.metrics}")
    check([point.value for point in client.get_metric_history(runs[0].info.run_id, "validation")] == [0.5, 0.8], "its curve")
    check([point.value for point in client.get_metric_history(runs[0].info.run_id, "validation/cat")] == [0.4, 0.9], "its curve of a label")
    refused("INVALID_PARAMETER_VALUE", lambda: client.log_metric(runs[0].info.run_id, "loss", 1.0), "a figure of a run of the loop")
    client.set_tag(runs[0].info.run_id, "seen.by", "mlflow")
    check(client.get_run(runs[0].info.run_id).data.tags["seen.by"] == "mlflow", "a tag on a run of the loop")
    champion = client.get_model_version_by_alias(project, "champion")
    check(str(champion.version) == "1" and champion.run_id == runs[0].info.run_id, "the champion by its alias")
    taken = mlflow.artifacts.download_artifacts(f"models:/{project}@champion", dst_path=os.path.join(folder, "champion"))
    check({"model.onnx", "model-card.json", "MLmodel"} <= set(os.listdir(taken)), f"the champion's files, got {os.listdir(taken)}")
    client.set_registered_model_alias(project, "champion", "2")
    check(str(client.get_model_version_by_alias(project, "champion").version) == "2", "a promotion by the alias")
    refused("INVALID_PARAMETER_VALUE", lambda: client.create_model_version(project, "x"), "a version of a project from outside")
    with mlflow.start_run(experiment_id=own.experiment_id, run_name="beside the loop"):
        mlflow.log_metric("loss", 0.25)

print(checks)
