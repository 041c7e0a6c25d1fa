// What the person has said of the file, and what follows from it. No elements here: all of it can be tested.
import type { Column, Kind, Mode, Options, Preview, Remark } from '../api/imports';
import type { LonLat } from '../api/types';

export const KINDS: readonly Kind[] = ['communities', 'facilities', 'hamlets', 'population', 'buildings', 'land', 'streets', 'barriers', 'compounds', 'elevation', 'register'];

/** Endings that the server reads; only a hint for the file chooser, the server looks at the contents. */
export const ENDINGS = '.csv,.tsv,.txt,.geojson,.json,.geojsonl,.gpkg,.zip,.fgb,.parquet,.kml,.kmz,.gml,.dxf,.pbf,.osm,.tab,.mif,.shp,.xlsx,.tif,.tiff,.asc,.img,.hgt,.dem,.dt0,.dt1,.dt2,.grd';

const RASTER = /\.(tiff?|asc|img|hgt|dt[012]|dem|grd|vrt|nc|jp2)$/i;
/** Whether a file is a raster by its name; of an archive the server tells. */
export const rasterName = (name: string): boolean => RASTER.test(name);

/** Units of cells, as the server knows them. */
export const UNITS: Readonly<Record<'elevation' | 'population', readonly string[]>> = { elevation: ['metres', 'decimetres', 'centimetres', 'feet', 'us-feet'], population: ['per-cell', 'per-km2'] };
export const BASES: readonly string[] = ['usual', 'registered', 'present', 'festival'];

export type Crs = 'file' | 'EPSG:4490' | 'EPSG:4326' | 'GCJ-02' | 'BD-09' | 'code';
export const SYSTEMS: readonly Crs[] = ['file', 'EPSG:4490', 'EPSG:4326', 'code', 'GCJ-02', 'BD-09'];

/** Systems that cells can't be in: they would no longer lie in rows and columns. */
export const SHIFTED: readonly Crs[] = ['GCJ-02', 'BD-09'];

export interface Plan {
  kind: Kind;
  layer: string;
  crs: Crs;
  /** Digits of an EPSG code. */
  code: string;
  /** Take the system as said, though known lines speak against it. */
  trust: boolean;
  /** field: column, where the guess was changed; empty where no column gives it. */
  map: Record<string, string>;
  /** The category of every row; empty where a column tells it. */
  category: string;
  /** In what the letters are written; empty where the file tells. */
  encoding: string;
  /** Where a table's header stands: `3`, `3-4` or `none`; empty where it is found. */
  header: string;
  /** North, or latitude, comes first in the file. */
  swap: boolean;
  /** Which standard codes of land use follow; empty where there are none. */
  landUse: string;
  /** word of the file: category, where the catalogue does not know it. */
  categories: Record<string, string>;
  /** row: where a person put it. */
  places: Record<string, LonLat>;
  mode: Mode;
  /** Of a raster: the band, the unit, a number that means nothing, whom it counts; each empty where it is not said. */
  band: string;
  unit: string;
  noData: string;
  basis: string;
}

export const freshPlan = (kind: Kind): Plan => ({ kind, layer: '', crs: 'file', code: '', trust: false, map: {}, category: '', encoding: '', header: '', swap: false, landUse: '', categories: {}, places: {}, mode: 'replace', band: '', unit: '', noData: '', basis: '' });

/** The number that a person wrote; nothing for none, `null` for what is no number. */
export function numberOf(text: string): number | null | undefined {
  if (text === '') return undefined;
  const number = Number(text.replace('\u2212', '-'));
  return Number.isFinite(number) ? number : null;
}

const HINTS: readonly [Kind, RegExp][] = [
  ['hamlets', /自然村|村民小组|hamlet/i],
  ['communities', /社区边界|社区范围|行政村|居委|村委|communit|boundar/i],
  ['population', /人口|popul/i],
  ['buildings', /建筑|房屋|楼|building/i],
  ['land', /用地|居住地|landuse|land_use/i],
  ['register', /名录|花名册|roster|register/i],
  ['barriers', /障碍|围墙|河流|铁路|barrier|wall/i],
  ['compounds', /小区|院落|compound/i],
  ['streets', /道路|路网|street|road/i],
  ['elevation', /高程|地形|(?:^|[^a-z])(?:dem|dtm|dsm|srtm|hgt)(?:[^a-z]|$)|elev|height/i],
];

/** What a file of this name probably holds; facilities where nothing is told. */
export function kindByName(name: string): Kind {
  if (rasterName(name)) return /人口|popul|people|worldpop/i.test(name) ? 'population' : 'elevation';
  return HINTS.find(([, words]) => words.test(name))?.[0] ?? 'facilities';
}

/** Whether the reference system is said so far that the server can be asked. */
export const crsComplete = (plan: Plan): boolean => plan.crs !== 'code' || /^\d{4,6}$/.test(plan.code);

/** Whether the server can be asked. */
export const complete = (plan: Plan): boolean => crsComplete(plan) && numberOf(plan.noData) !== null && headerComplete(plan);

/** Whether what was written of the header is rows: 3, 3-4 or none. */
export function headerComplete({ header }: Plan): boolean {
  if (header === '' || header === 'none') return true;
  const found = /^([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?$/.exec(header);
  return found !== null && Number(found[1]) <= Number(found[2] ?? found[1]);
}

const TABLE = /\.(csv|tsv|txt|xlsx?|xlsm|ods)$/i;
/** Whether a file has a header, by its name. */
export const tableName = (name: string): boolean => TABLE.test(name);

/** Standards of land use codes, as the server knows them. */
export const STANDARDS: readonly string[] = ['gb-t-21010-2017', 'tdgy-2023', 'gb-50137'];

/** Kinds whose rows may come without coordinates. */
const mayLackPlaces = (kind: Kind): boolean => kind === 'facilities' || kind === 'hamlets' || kind === 'population';

/** Whether a person may put the row of a remark on the map. */
export const placeable = (plan: Plan, found: Remark): boolean => mayLackPlaces(plan.kind) && found.check === 'place' && found.row !== null && found.at === null;

/** Longitude and latitude that a person wrote; null for anything else. */
export function placeOf(text: string): LonLat | null {
  const parts = text.trim().split(/[\s,，;；]+/);
  const [lon, lat] = parts.map(Number);
  return parts.length === 2 && Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90 ? [lon!, lat!] : null;
}

export function optionsOf(plan: Plan, skip = false): Options {
  const options: Options = { kind: plan.kind, mode: plan.mode };
  if (plan.layer) options.layer = plan.layer;
  if (plan.crs === 'code') options.crs = `EPSG:${plan.code}`;
  else if (plan.crs !== 'file') options.crs = plan.crs;
  if (Object.keys(plan.map).length) options.map = plan.map;
  if (plan.category && plan.kind === 'facilities') options.category = plan.category;
  if (plan.encoding) options.encoding = plan.encoding;
  if (plan.header) options.header_rows = plan.header;
  if (plan.swap) options.swap_xy = true;
  if (plan.landUse && plan.kind === 'land') options.land_use_standard = plan.landUse;
  if (plan.kind === 'facilities' && Object.keys(plan.categories).length) options.categories = plan.categories;
  if (mayLackPlaces(plan.kind) && Object.keys(plan.places).length) options.places = plan.places;
  if (plan.trust) options.trust_crs = true;
  if (plan.band) options.band = Number(plan.band);
  if (plan.unit) options.unit = plan.unit;
  const none = numberOf(plan.noData);
  if (none !== undefined && none !== null) options.no_data = none;
  if (plan.basis) options.basis = plan.basis;
  if (skip) options.skip_rejected = true;
  return options;
}

/** The column that gives a field. */
export const columnOf = (field: string, columns: readonly Column[]): Column | null => columns.find((column) => column.field === field) ?? null;

const ESSENTIAL: Record<Kind, readonly string[]> = {
  communities: ['name', 'code', 'people'],
  facilities: ['name', 'category', 'lon', 'lat'],
  hamlets: ['name', 'people', 'lon', 'lat'],
  population: ['people', 'lon', 'lat'],
  buildings: ['levels', 'dwelling'],
  land: ['land_use'],
  streets: ['class', 'name'],
  barriers: ['kind', 'name'],
  compounds: ['name', 'code', 'gates'],
  register: ['name', 'code', 'people'],
  elevation: [],
};

export const ENCODINGS: readonly string[] = ['UTF-8', 'GBK', 'GB18030', 'Big5', 'UTF-16LE'];

/** Fields to show at once: those that matter and those that were found; and the others. */
export function fieldsOf(plan: Plan, preview: Preview): { first: string[]; more: string[] } {
  const shown = (field: string): boolean => ESSENTIAL[plan.kind].includes(field) || field in plan.map || columnOf(field, preview.columns) !== null;
  // A file with geometry has no use for columns of coordinates.
  const coordinates = preview.columns.some((column) => column.field === 'lon' || column.field === 'lat') || preview.refusal?.kind === 'field-missing';
  const known = preview.fields.filter((field) => coordinates || (field !== 'lon' && field !== 'lat'));
  return { first: known.filter(shown), more: known.filter((field) => !shown(field)) };
}

export type Sure = 'said' | 'sure' | 'likely' | 'doubtful';
export const sureness = (percent: number): Sure => (percent >= 100 ? 'said' : percent >= 90 ? 'sure' : percent >= 60 ? 'likely' : 'doubtful');

/** Communities are taken whole: a missing one would change every rate. */
export const maySkip = (plan: Plan): boolean => plan.kind !== 'communities';

/** Whether the import may go ahead: everything good, or what is wrong is left out by an explicit tick. */
export const ready = (plan: Plan, preview: Preview, ticked: boolean): boolean =>
  preview.possible && preview.accepted > 0 && (preview.rejected_count === 0 || (ticked && maySkip(plan)));

export type SortBy = 'row' | 'field' | 'what';

/** Rows by number where they are numbers; what is said of the whole file first. */
export function sorted(remarks: readonly Remark[], by: SortBy, down: boolean): Remark[] {
  const compare = (a: Remark, b: Remark): number => {
    if (by === 'row') return (Number(a.row ?? -1) || 0) - (Number(b.row ?? -1) || 0) || (a.row ?? '').localeCompare(b.row ?? '');
    return (a[by] ?? '').localeCompare(b[by] ?? '');
  };
  return remarks.map((remark, i) => ({ remark, i })).sort((a, b) => (down ? -1 : 1) * compare(a.remark, b.remark) || a.i - b.i).map(({ remark }) => remark);
}
