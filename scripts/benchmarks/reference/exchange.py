"""Another program's exchange of the same COCO files, with time and memory: python exchange.py PEER COCO_FOLDER OUT_FOLDER"""

import glob
import json
import os
import resource
import sys
import time

peer, source, out = sys.argv[1:4]
os.makedirs(out, exist_ok=True)
rows = []


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def timed(what, act):
    started = time.perf_counter()
    result = act()
    rows.append({"what": what, "seconds": time.perf_counter() - started, "idleMB": idle, "peakMB": peak_mb()})
    return result


def label_studio_tasks(files, target):
    """The boxes of COCO files as Label Studio keeps them: percent of the image."""
    tasks = []
    for name in files:
        with open(name) as file:
            coco = json.load(file)
        labels = {category["id"]: category["name"] for category in coco["categories"]}
        results = {image["id"]: [] for image in coco["images"]}
        sizes = {image["id"]: (image["width"], image["height"]) for image in coco["images"]}
        for annotation in coco["annotations"]:
            width, height = sizes[annotation["image_id"]]
            x, y, w, h = annotation["bbox"]
            box = {"x": 100 * x / width, "y": 100 * y / height, "width": 100 * w / width, "height": 100 * h / height}
            results[annotation["image_id"]].append(
                {
                    "type": "rectanglelabels",
                    "from_name": "label",
                    "to_name": "image",
                    "original_width": width,
                    "original_height": height,
                    "value": {**box, "rotation": 0, "rectanglelabels": [labels[annotation["category_id"]]]},
                }
            )
        for image in coco["images"]:
            annotations = [{"id": 1, "completed_by": 1, "result": results[image["id"]]}]
            tasks.append({"id": len(tasks) + 1, "data": {"image": image["file_name"]}, "annotations": annotations})
    with open(target, "w") as file:
        json.dump(tasks, file)


if peer == "datumaro":
    import datumaro

    idle = peak_mb()
    data = timed("read COCO", lambda: (lambda set: (len(set), set)[1])(datumaro.Dataset.import_from(source, "coco")))
    timed("write COCO", lambda: data.export(os.path.join(out, "coco"), "coco_instances"))
    timed("write YOLO", lambda: data.export(os.path.join(out, "yolo"), "yolo"))
else:
    tasks = os.path.join(out, "tasks.json")
    child = os.fork()
    if child == 0:
        label_studio_tasks(sorted(glob.glob(os.path.join(source, "annotations", "*.json"))), tasks)
        os._exit(0)
    os.waitpid(child, 0)
    from label_studio_sdk.converter import Converter

    idle = peak_mb()
    names = ["cat", "dog", "bird", "fish"]
    config = '<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image">%s</RectangleLabels></View>'
    converter = Converter(config % "".join(f'<Label value="{name}"/>' for name in names), out, download_resources=False)
    timed("its JSON to COCO", lambda: converter.convert_to_coco(tasks, os.path.join(out, "coco"), is_dir=False))
    timed("its JSON to YOLO", lambda: converter.convert_to_yolo(tasks, os.path.join(out, "yolo"), is_dir=False))

print(json.dumps(rows))
