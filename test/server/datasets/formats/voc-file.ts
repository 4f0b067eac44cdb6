/** A VOC label file. */
export const vocXml = (
  filename: string,
  objects: readonly { name: string; box: readonly [number, number, number, number]; extra?: string }[],
  size = '<size><width>96</width><height>64</height><depth>3</depth></size>',
): string =>
  `<annotation><folder>x</folder><filename>${filename}</filename>${size}${objects
    .map(
      ({ name, box: [xmin, ymin, xmax, ymax], extra = '' }) =>
        `<object><name>${name}</name>${extra}<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`,
    )
    .join('')}</annotation>`
