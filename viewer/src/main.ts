// The beginning: fetch the assessment and the style side by side, then open the page; say so when one of them does not come.
import 'maplibre-gl/dist/maplibre-gl.css';
import './css/base.css';
import './css/layout.css';
import './css/header.css';
import './css/ledger.css';
import './css/card.css';
import './css/table.css';
import './css/map.css';
import './css/here.css';
import './css/phone.css';
import { askAssessment, askBasemaps, isCopy } from './api/client';
import { followOthers } from './api/session';
import { readStyle } from './map/style';
import { openPage } from './page';
import { fromFragment } from './state/address';
import { preferredLanguage } from './state/view';
import { textIn } from './text';
import { emptyNotice, errorNotice, loadingNotice } from './ui/notice';
import { createWho } from './ui/who';

const root = document.getElementById('page') as HTMLElement;

// A copy offers nothing that a server has to compute.
document.documentElement.classList.toggle('copy', isCopy());

async function begin(): Promise<void> {
  const lang = fromFragment(location.hash).lang ?? fromFragment(location.search).lang ?? preferredLanguage(navigator.languages);
  const text = textIn(lang);
  document.documentElement.lang = text.htmlLang;
  document.title = text.title;
  root.replaceChildren(loadingNotice(text));
  try {
    // Without its style the map is missing, and everything else still stands.
    const [assessment, style, basemaps] = await Promise.all([askAssessment(), readStyle().catch(() => null), askBasemaps()]);
    if (assessment.circles.length === 0 || assessment.communities.length === 0) root.replaceChildren(emptyNotice(text), createWho(() => text).root);
    else openPage(root, assessment, style, basemaps, lang);
  } catch (error) {
    root.replaceChildren(errorNotice(error, text, () => void begin()));
  }
}

if (!isCopy()) followOthers();
void begin();
