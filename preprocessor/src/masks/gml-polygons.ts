import { gmlFootprint } from '@pvs/core/formats/gml-footprint';
import type { Footprint } from '@pvs/core/geometry/footprint';
import { textAt, type XmlElement } from '@pvs/core/xml/xml-element';

/** What is said around a polygon. */
interface Around {
  readonly srsName: string | undefined;
  /** Whether its feature is of a class that is wanted. */
  readonly wanted: boolean;
}

/** Every polygon of a GML document, of features of some mask types (`maskType`) only where they are given. */
export function gmlPolygons(root: XmlElement, classes?: readonly string[]): Footprint['coordinates'] {
  const envelope = root.children.find(({ name }) => name === 'boundedBy')?.children[0];
  return below(root, { srsName: envelope?.attributes['srsName'], wanted: classes === undefined });

  function below(element: XmlElement, around: Around): Footprint['coordinates'] {
    const srsName = element.attributes['srsName'] ?? around.srsName;
    const type = textAt(element, 'maskType');
    const wanted = type === undefined ? around.wanted : (classes?.includes(type) ?? true);
    if (element.name !== 'Polygon') {
      return element.children.flatMap((child) => below(child, { srsName, wanted }));
    }
    return wanted ? read(element, srsName) : [];
  }
}

function read(polygon: XmlElement, srsName: string | undefined): Footprint['coordinates'] {
  const member: XmlElement = {
    ...polygon,
    name: 'surfaceMember',
    attributes: {},
    children: [polygon],
    text: '',
  };
  const attributes = srsName === undefined ? {} : { srsName };
  return gmlFootprint([{ ...member, attributes, children: [member] }])?.coordinates ?? [];
}
