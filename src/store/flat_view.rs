//! What each flat view shows, the same in both databases.

use std::collections::BTreeSet;

use super::flat::FlatColumn;

/// A view over a layer. Its columns are plain columns of tables; each statement reads in both databases and holds no quotes.
pub(super) struct FlatView {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// The layer whose geometry it shows.
    pub(super) layer: &'static str,
    /// That layer's type.
    pub(super) geometry: &'static str,
    /// What the layer is called in `from`.
    pub(super) own: &'static str,
    columns: &'static [Plain],
    pub(super) from: &'static str,
    /// Whether the columns of `flat_results` follow.
    pub(super) results: bool,
}

/// A column that does not depend on the assessment: name, source, Chinese, English.
type Plain = (&'static str, &'static str, &'static str, &'static str);

const PROVISIONAL: Plain = ("provisional", "c.provisional", "边界是否暂拟", "Provisional boundary");
const ASSESSED_ON: Plain = ("assessed_on", "r.assessed_on", "评估日期", "Assessed on");

/// What a column is called by people.
pub(super) struct Alias {
    pub(super) column: String,
    pub(super) zh: String,
    pub(super) en: String,
}

/// The views.
pub(super) const FLAT_VIEWS: [FlatView; 3] = [
    FlatView {
        name: "flat_communities",
        title: "Communities with every rate (read only)",
        layer: "communities",
        geometry: "MULTIPOLYGON",
        own: "c",
        columns: &[
            ("id", "c.id", "编号", "Id"),
            ("code", "c.code", "代码", "Code"),
            ("name", "c.name", "名称", "Name"),
            ("committee_type", "c.committee_type", "社区类型", "Committee type"),
            ("people", "c.people", "人口", "People"),
            PROVISIONAL,
            ASSESSED_ON,
        ],
        from: "communities c LEFT JOIN flat_results r ON r.community = c.id",
        results: true,
    },
    FlatView {
        name: "flat_facilities",
        title: "Facilities (read only)",
        layer: "facilities",
        geometry: "POINT",
        own: "f",
        columns: &[
            ("id", "f.id", "编号", "Id"),
            ("code", "f.code", "代码", "Code"),
            ("name", "f.name", "名称", "Name"),
            ("category", "n.category", "主要类别", "First category"),
            ("categories", "f.categories", "全部类别", "All categories"),
            ("state", "n.state", "状态", "State"),
            ("capacity", "n.capacity", "规模", "Capacity"),
            ("floor_area_m2", "f.floor_area_m2", "建筑面积（平方米）", "Floor area, m2"),
            ("source", "f.source", "来源", "Source"),
            ("as_of", "f.as_of", "数据日期", "As of"),
        ],
        from: "facilities f LEFT JOIN (SELECT facility, min(id) AS first FROM facility_functions GROUP BY facility) b ON b.facility = f.id
               LEFT JOIN facility_functions n ON n.id = b.first",
        results: false,
    },
    FlatView {
        name: "flat_gaps",
        title: "Gaps with their people (read only)",
        layer: "gaps",
        geometry: "MULTIPOLYGON",
        own: "g",
        columns: &[
            ("id", "g.id", "编号", "Id"),
            ("circle", "g.circle", "生活圈", "Circle"),
            ("service", "g.service", "服务", "Service"),
            ("community_code", "c.code", "社区代码", "Community code"),
            ("community_name", "g.community_name", "社区名称", "Community"),
            PROVISIONAL,
            ("people", "g.people", "圈外人口", "People outside"),
            ("land_m2", "g.land_m2", "面积（平方米）", "Ground, m2"),
            ("nearest_m", "g.nearest_m", "最近步行距离（米）", "Nearest walk, m"),
            ASSESSED_ON,
        ],
        from: "gaps g LEFT JOIN communities c ON c.id = g.community LEFT JOIN flat_results r ON r.community = g.community",
        results: false,
    },
];

impl FlatView {
    /// What stands between SELECT and FROM for the columns that do not depend on the assessment, the key and the geometry first.
    pub(super) fn select(&self, key: &str) -> String {
        let own = self.own;
        let named = |(name, source, ..): &Plain| format!(", {source} AS {name}");
        let columns: Vec<String> = self.columns.iter().map(named).collect();
        format!("{key}{own}.geom AS geom{}", columns.concat())
    }

    /// What people call its columns. Aliases differ, for standards want that and two circles may bear one Chinese name.
    pub(super) fn aliases(&self, results: &[FlatColumn]) -> Vec<Alias> {
        let own = self.columns.iter().map(|(name, _, zh, en)| (*name, *zh, *en));
        let found = results.iter().filter(|_| self.results);
        let found = found.map(|column| (column.name.as_str(), column.zh.as_str(), column.en.as_str()));
        let mut taken = BTreeSet::new();
        own.chain(found)
            .map(|(name, zh, en)| Alias {
                column: name.to_owned(),
                zh: if taken.insert(zh) {
                    zh.to_owned()
                } else {
                    format!("{zh} ({name})")
                },
                en: en.to_owned(),
            })
            .collect()
    }
}
