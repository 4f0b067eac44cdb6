"""An ML backend as the documentation of label-studio-ml 1.0.9 describes one: a class with predict, served by the package's own server."""

from label_studio_ml.model import LabelStudioMLBase
from label_studio_ml.utils import get_image_size, get_single_tag_keys
from PIL import Image, ImageChops

PERCENT = 100.0
LEAST_DIFFERENCE = 60


class BrightThings(LabelStudioMLBase):
    """One box around all that stands out from the colour of the first pixel."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.from_name, self.to_name, self.value, self.labels = get_single_tag_keys(
            self.parsed_label_config, "RectangleLabels", "Image"
        )

    def predict(self, tasks, **kwargs):
        return [self.predict_one(task) for task in tasks]

    def predict_one(self, task):
        path = self.get_local_path(task["data"][self.value])
        width, height = get_image_size(path)
        image = Image.open(path).convert("RGB")
        plain = Image.new("RGB", image.size, image.getpixel((0, 0)))
        difference = ImageChops.difference(image, plain).convert("L")
        box = difference.point(lambda level: 255 if level > LEAST_DIFFERENCE else 0).getbbox()
        if box is None:
            return {"result": [], "score": 0.0}
        left, top, right, bottom = box
        region = {
            "from_name": self.from_name,
            "to_name": self.to_name,
            "type": "rectanglelabels",
            "original_width": width,
            "original_height": height,
            "image_rotation": 0,
            "score": 0.8,
            "value": {
                "x": left / width * PERCENT,
                "y": top / height * PERCENT,
                "width": (right - left) / width * PERCENT,
                "height": (bottom - top) / height * PERCENT,
                "rotation": 0,
                "rectanglelabels": [self.labels[0]],
            },
        }
        return {"result": [region], "score": 0.8}
