//! The words that a plan file may use for what is not a number, each with its Chinese and English name.

/// A closed list of words.
pub trait Word: Copy + Sized + 'static {
    /// Every one with the word of the file, its Chinese and its English name.
    const ALL: &'static [(Self, &'static str, &'static str, &'static str)];

    /// The one that a word means.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, key, ..)| *key == word).map(|(it, ..)| *it)
    }

    /// All words, for messages.
    fn keys() -> Vec<&'static str> {
        Self::ALL.iter().map(|(_, key, ..)| *key).collect()
    }
}

/// One enum with its words.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $key:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl Word for $name {
            const ALL: &'static [(Self, &'static str, &'static str, &'static str)] =
                &[$((Self::$variant, $key, $zh, $en),)+];
        }

        impl $name {
            /// The word of plan files and results.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// Its Chinese name.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// Its English name.
            pub fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }
        }
    };
}

words! {
    /// What kind of paper a file of requirements stands for.
    Kind {
        /// In force for a time, by an authority.
        Plan = "plan", "规划", "plan";
        /// To check against; no authority set it as a target for this place.
        Standard = "standard", "标准", "standard";
        /// To be filled in: targets may be left open.
        Draft = "draft", "草案", "draft";
    }
}

words! {
    /// What a requirement is about.
    Class {
        /// Reach on the ground.
        Geometric = "geometric", "几何覆盖", "geometric coverage";
        /// Present or not, and in what share of places.
        Presence = "presence", "有无与覆盖率", "presence and coverage rate";
        /// So much for so many.
        Capacity = "capacity", "容量比例", "capacity ratio";
        /// Where things belong.
        Siting = "siting", "选址布局", "siting and layout";
        /// How the work is run and watched.
        Governance = "governance", "治理与监测", "governance and monitoring";
    }
}

words! {
    /// What it takes to check it.
    CheckType {
        /// Places.
        Spatial = "spatial", "空间", "spatial";
        /// Numbers without places.
        Numeric = "numeric", "数值", "numeric";
        /// A document or a roster as evidence.
        Document = "document", "文件", "document";
    }
}

words! {
    /// Of what a requirement speaks.
    Scope {
        /// Every community.
        All = "all", "城乡社区", "every community";
        /// Communities of residents' committees.
        Urban = "urban", "城市社区", "urban communities";
        /// Communities of villagers' committees.
        Rural = "rural", "农村社区", "rural communities";
        /// Sub-districts and townships.
        Town = "town", "街道（乡镇）", "sub-districts and townships";
        /// Both of these.
        TownAndCommunity = "town_and_community", "街道（乡镇）和社区", "townships and communities";
        /// Communities where people were resettled.
        Resettlement = "resettlement", "易地扶贫搬迁集中安置社区", "resettlement communities";
        /// Newly built communities or facilities.
        NewBuild = "new_build", "新建社区", "newly built communities";
        /// Administrative villages.
        AdministrativeVillage = "administrative_village", "行政村", "administrative villages";
        /// Natural villages.
        NaturalVillage = "natural_village", "自然村", "natural villages";
        /// Groups of villagers or residents.
        VillagerGroup = "villager_group", "村（居）民小组", "groups of villagers and residents";
        /// Comprehensive facilities.
        Facility = "facility", "综合服务设施", "facilities";
        /// Community service stations.
        ServiceStation = "service_station", "社区服务站", "community service stations";
        /// Service centres of sub-districts and townships.
        ServiceCentre = "service_centre", "社区服务中心", "service centres";
        /// Schools.
        School = "school", "学校", "schools";
        /// Libraries, museums, stadiums.
        PublicVenue = "public_venue", "公共场馆", "public venues";
        /// Community health centres.
        HealthCentre = "health_centre", "社区卫生服务中心", "community health centres";
        /// Institutions that care for the elderly.
        ElderlyService = "elderly_service", "社区养老服务机构", "elderly-service institutions";
        /// Grid cells of administration.
        Grid = "grid", "网格", "grid cells";
        /// Old neighbourhoods.
        OldNeighbourhood = "old_neighbourhood", "老旧小区", "old neighbourhoods";
        /// Buildings that stand already.
        ExistingBuilding = "existing_building", "存量房屋", "existing buildings";
        /// Land.
        Land = "land", "用地", "land";
        /// Persons.
        Persons = "persons", "人口", "persons";
        /// Residents.
        Residents = "residents", "居民", "residents";
        /// Elderly people.
        Elderly = "elderly", "老年人", "elderly people";
        /// Groups that come first.
        VulnerableGroups = "vulnerable_groups", "重点人群", "groups that come first";
        /// Community workers.
        CommunityWorkers = "community_workers", "社区工作者", "community workers";
        /// Organisations and their members.
        Organisations = "organisations", "组织与成员", "organisations";
        /// The area that is reported on.
        ReportingArea = "reporting_area", "报告区域", "the area reported on";
        /// Counties.
        County = "county", "县", "county";
        /// The prefecture.
        Prefecture = "prefecture", "市（州）", "prefecture";
        /// The province.
        Province = "province", "省", "province";
        /// The nation.
        Nation = "nation", "全国", "nation";
        /// Programs and data.
        System = "system", "系统", "systems";
    }
}

words! {
    /// How many become one.
    Aggregation {
        /// Units that meet it over units.
        Share = "share", "比例", "share of units";
        /// Sum over number of units.
        Mean = "mean", "平均", "mean";
        /// Each unit has to meet it.
        Every = "every", "每个", "every unit";
        /// One sum over another.
        RatioOfSums = "ratio_of_sums", "总量之比", "ratio of sums";
        /// A number of units.
        Count = "count", "数量", "count";
        /// Nothing is added up.
        None = "none", "不汇总", "none";
    }
}

words! {
    /// How a value is held against the target.
    Comparator {
        /// At least: the number itself reaches it.
        Ge = "ge", "≥", "at least";
        /// More than: the number itself does not.
        Gt = "gt", ">", "more than";
        /// Exactly; a value above is listed, and reaches it where more is no harm.
        Eq = "eq", "=", "exactly";
        /// At most.
        Le = "le", "≤", "at most";
    }
}

words! {
    /// Where the year comes from.
    YearBasis {
        /// It stands in the sentence.
        Stated = "stated", "原句", "in the sentence";
        /// It stands near the sentence.
        Nearby = "nearby", "上下文", "near the sentence";
        /// Not said: the plan's last year is taken.
        PlanEnd = "plan_end", "规划期末", "the plan's last year";
        /// A start, each year, each month, or several dates.
        Special = "special", "特殊", "special";
    }
}

words! {
    /// When it has to hold.
    Occasion {
        /// At the end of the year.
        Once = "once", "到期", "by the year";
        /// A start, no target.
        Start = "start", "基期", "a start, no target";
        /// In each year up to it.
        EachYear = "each_year", "每年", "each year";
        /// In each month.
        EachMonth = "each_month", "每月", "each month";
        /// At several dates, each with its number.
        Milestones = "milestones", "分期", "at several dates";
    }
}

words! {
    /// How firmly it is said, strongest first; the order is ours, the words are the plans'.
    Force {
        /// 确保.
        Ensure = "ensure", "确保", "ensure";
        /// 应, 须, 要.
        Shall = "shall", "应", "shall";
        /// 实现.
        Achieve = "achieve", "实现", "achieve";
        /// A row of the plan's table of indicators.
        Indicator = "indicator", "指标表", "in the table of indicators";
        /// 力争.
        Strive = "strive", "力争", "strive";
        /// 推动, 推进, 加快, 加强, 完善.
        Promote = "promote", "推动", "promote";
        /// 鼓励, 提倡, 倡导, 支持.
        Encourage = "encourage", "鼓励", "encourage";
        /// 原则上, 一般: exceptions with a reason.
        AsARule = "as_a_rule", "原则上", "as a rule";
        /// 普遍: no number.
        Generally = "generally", "普遍", "generally";
        /// 基本实现: no number.
        Basically = "basically", "基本实现", "basically";
        /// A fact, no demand.
        None = "none", "无", "none";
    }
}

words! {
    /// What a number counts.
    Unit {
        /// Of a hundred.
        Percent = "percent", "%", "%";
        /// Minutes.
        Minutes = "min", "分钟", "min";
        /// Hours of a day.
        HoursPerDay = "hours_per_day", "小时/日", "h a day";
        /// Facilities in each unit.
        FacilitiesPerUnit = "facilities_per_unit", "处/单位", "facilities a unit";
        /// Functions of a list.
        Functions = "functions", "项功能", "functions";
        /// Square metres for a hundred households.
        AreaPer100Households = "m2_per_100_households", "平方米/百户", "m2 per 100 households";
        /// Persons in each community.
        PersonsPerCommunity = "persons_per_community", "人/社区", "persons a community";
        /// Organisations, a mean over communities.
        OrganisationsMean = "organisations_mean", "个/社区（平均）", "organisations a community (mean)";
        /// Organisations in each community.
        OrganisationsEach = "organisations_each", "个/社区（每个）", "organisations in each community";
        /// One over another.
        Ratio = "ratio", "倍", "times";
        /// For ten thousand urban residents.
        PersonsPer10kUrban = "persons_per_10k_urban_residents", "人/万城镇常住人口", "persons per 10,000 urban residents";
        /// Communities.
        Communities = "communities", "个社区", "communities";
        /// Sessions a person and year.
        SessionsPerPersonYear = "sessions_per_person_year", "次/人·年", "sessions a person and year";
        /// Administrative villages.
        AdministrativeVillages = "administrative_villages", "个行政村", "administrative villages";
        /// Channels.
        Channels = "channels", "个渠道", "channels";
        /// Persons in each grid cell.
        PersonsPerGrid = "persons_per_grid", "人/网格", "persons a grid cell";
        /// Villages a year.
        VillagesPerYear = "villages_per_year", "个/年", "villages a year";
        /// Metres of way.
        Metres = "m", "米", "m";
        /// Persons.
        Persons = "persons", "人", "persons";
        /// Dwellings.
        Dwellings = "dwellings", "套", "dwellings";
        /// Square metres.
        SquareMetres = "m2", "平方米", "m2";
        /// Circles.
        Circles = "circles", "个生活圈", "circles";
        /// Cities.
        Cities = "cities", "个城市", "cities";
    }
}

words! {
    /// What an input is, and so how it comes in.
    InputKind {
        /// A layer of the workspace.
        Layer = "layer", "图层", "layer";
        /// A column of the facilities.
        Facility = "facility", "设施属性", "column of the facilities";
        /// A column of the hamlets.
        Village = "village", "自然村属性", "column of the hamlets";
        /// Things counted, one number a community.
        Count = "count", "计数", "count";
        /// Square metres, one number a community.
        Area = "area", "面积", "area";
        /// Yuan, one number a community.
        Money = "money", "金额", "money";
        /// Yes or no for each community.
        Flag = "flag", "是否", "yes or no";
        /// Words of a list for each community.
        Words = "words", "清单", "words of a list";
        /// Recorded with date and source.
        Document = "document", "文件", "document";
        /// Not held.
        None = "none", "未收录", "not held";
    }
}

words! {
    /// Which rate of a circle is asked for.
    CircleRate {
        /// People within over people.
        Population = "population", "人口覆盖率", "share of people";
        /// Residential land within over residential land.
        ResidentialLand = "residential_land", "居住用地覆盖率", "share of residential land";
    }
}
