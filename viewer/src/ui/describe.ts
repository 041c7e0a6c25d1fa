// The picture in words, for those who hear it: what is at the centre, its verdict, what is selected, how many gaps.
import * as format from '../format/numbers';
import type { Seen } from '../map/seen';
import { placeOf, tripOf } from '../text';
import type { Desk } from './desk';
import { missingWords, shareWords } from './wording';

export function describePicture(seen: Seen, desk: Desk): string {
  const { text, lang, group, town, circle } = desk;
  const centre = town.community(seen.centre);
  const selected = town.community(desk.view.community);
  const words: string[] = [];
  if (centre) {
    const service = group ? town.service(centre, circle.id, group.key) : null;
    const mean = town.result(centre, circle.id)?.n_of_m;
    if (centre.provisional) words.push(text.map.describeVerdict(centre.name, text.card.provisional));
    else if (group && service?.verdict === 'not_assessed') words.push(text.map.describeVerdict(centre.name, service.covered_people === null ? missingWords(group, desk) : text.verdict.unknown));
    else if (group && service?.share) {
      words.push(text.map.describeShare(centre.name, shareWords(service.share, desk) ?? '—', tripOf(circle, lang), placeOf(group, lang)));
      if (service.verdict !== 'threshold_undefined') words.push(text.map.describeVerdict(centre.name, text.verdict[service.verdict] + (service.near_the_line ? `, ${text.verdict.nearShort}` : '')));
    } else if (mean && mean.mean !== null) words.push(text.map.describeMean(centre.name, format.decimal(mean.mean, lang), mean.assessed));
  }
  if (words.length) words.push(`${circle.method === 'straight' ? text.method.straightNote : text.method.streetsNote}${lang === 'zh' ? '。' : '.'}`);
  if (selected) words.push(text.map.describeSelected(selected.name));
  if (group) words.push(text.map.describeGaps(seen.gaps));
  return words.join(lang === 'zh' ? '' : ' ');
}
