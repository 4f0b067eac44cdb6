export {
  type AttributeValue,
  answers,
  attributesAsked,
  initialAttributes,
  missingAttribute,
  unanswered,
} from './ontology/attributes.ts'
export { COCO_PERSON } from './ontology/coco-person.ts'
export { closesCircle, labelPath, labelTree } from './ontology/hierarchy.ts'
export { labelNamed, presentName, withPresentName } from './ontology/names.ts'
export {
  AttributeDefinition,
  activeLabels,
  Label,
  LabelColor,
  LabelName,
  newLabel,
  newOntology,
  Ontology,
  SkeletonTemplate,
  withLabels,
} from './ontology/ontology.ts'
