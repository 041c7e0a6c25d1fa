// The assessment, looked up by what is chosen.
import type { Assessment, Circle, Community, CommunityCircle, CommunityGroup, Group, Method, Name, OwnTravel } from '../api/types';
import { ALL, TRAVELS, type Here, type View } from '../state/view';

/** Assessments of older programs name no base. */
const baseOf = (circle: Circle): string => circle.base ?? circle.id;

export class Town {
  private readonly byId: Map<number, Community>;

  constructor(readonly assessment: Assessment) {
    this.byId = new Map(assessment.communities.map((community) => [community.id, community]));
  }

  get circles(): Circle[] {
    return this.assessment.circles;
  }

  get communities(): Community[] {
    return this.assessment.communities;
  }

  circle(id: string | undefined): Circle {
    const found = this.circles.find((circle) => circle.id === id) ?? this.circles[0];
    if (!found) throw new Error('an assessment without a circle');
    return found;
  }

  /** Each question once, however many ways it was measured, by the given method where there is one. */
  questions(method: Method): Circle[] {
    const bases = [...new Set(this.circles.map(baseOf))];
    return bases.map((base) => this.measured(base, method)).filter((circle): circle is Circle => circle !== null);
  }

  /** The methods that answer the same question as this circle, the straight line first. */
  methods(circle: Circle): Method[] {
    const all: Method[] = ['straight', 'streets'];
    return all.filter((method) => this.circles.some((other) => baseOf(other) === baseOf(circle) && other.method === method));
  }

  /** The same question by another method. */
  sibling(circle: Circle, method: Method): Circle {
    return this.measured(baseOf(circle), method) ?? circle;
  }

  private measured(base: string, method: Method): Circle | null {
    const same = this.circles.filter((circle) => baseOf(circle) === base);
    return same.find((circle) => circle.method === method) ?? same[0] ?? null;
  }

  /** Null where all services are looked at together. */
  group(circle: Circle, key: string): Group | null {
    return key === ALL ? null : (circle.groups.find((group) => group.key === key) ?? null);
  }

  community(id: number | null): Community | null {
    return id === null ? null : (this.byId.get(id) ?? null);
  }

  result(community: Community, circle: string): CommunityCircle | null {
    return community.circles.find((result) => result.id === circle) ?? null;
  }

  service(community: Community, circle: string, group: string): CommunityGroup | null {
    return this.result(community, circle)?.groups.find((result) => result.key === group) ?? null;
  }

  /** The service a newcomer sees first: that of the most facilities, so on well-mapped data; with nothing assessed, all of them together. */
  firstGroup(circle: Circle): string {
    const assessed = circle.groups.filter((group) => group.status === 'assessed');
    return assessed.reduce<Group | null>((most, group) => (most === null || group.facilities > most.facilities ? group : most), null)?.key ?? ALL;
  }

  /** Categories have keys and names; a key the assessment does not name is shown as it is. */
  category(key: string): Name {
    const plain = key.replaceAll('_', ' ');
    return this.assessment.categories[key] ?? { zh: plain, en: plain };
  }

  /** A view made whole and true: what a link names and this town has, else the beginning. */
  settle(asked: Partial<View>, fallback: View['lang']): View {
    const circle = this.circle(asked.circle);
    const named = asked.group === ALL || circle.groups.some((group) => group.key === asked.group);
    return {
      lang: asked.lang ?? fallback,
      circle: circle.id,
      group: named && asked.group ? asked.group : this.firstGroup(circle),
      community: this.community(asked.community ?? null)?.id ?? null,
      gap: asked.gap ?? null,
      table: asked.table ?? false,
      camera: asked.camera ?? null,
      here: asked.here ? this.settleHere(asked.here) : null,
      site: asked.site ?? null,
      board: asked.board ?? null,
      basemap: asked.basemap ?? null,
    };
  }

  /** The ways of moving of the planner's own that this was made with. */
  get ownTravels(): OwnTravel[] {
    return this.assessment.provenance?.travels ?? [];
  }

  private settleHere(here: Here): Here {
    const known = [...TRAVELS, ...this.ownTravels.map(({ id }) => id)];
    return known.includes(here.travel) ? here : { ...here, travel: TRAVELS[0] };
  }

  /** The biggest gap there can be: sets the one scale of the dots, the same for every choice. */
  mostGapPeople(): number {
    let most = 0;
    for (const community of this.communities)
      for (const circle of community.circles) for (const group of circle.groups) most = Math.max(most, group.gap_people ?? 0);
    return most;
  }
}
