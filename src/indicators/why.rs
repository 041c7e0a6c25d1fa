//! Why an input that a requirement needs leaves its answer open, and what would settle it.

use super::of_group::Counted;

/// Why an input leaves an answer open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is not there, wholly or in part.
    Absent,
    /// Facilities are there, and nobody says that these are all.
    NotComplete,
    /// Facilities are there by an approximate rule alone.
    Approximate,
    /// A part is more than its whole.
    AboveItsWhole,
    /// What is below the line is 0 in all units together.
    NothingBelow,
    /// The target is that of a whole, and the data may hold a part of it.
    BeyondTheData,
    /// None of the units that are asked for is here.
    NoneHere,
    /// Land is measured along the streets alone, and of some of it nobody can tell.
    AlongStreets,
    /// A group of people is asked for, and this is what is counted.
    OfNoGroup(Counted),
}

/// The word that results carry; what would settle it in Chinese and in English, where the list of inputs does not say it.
type Words = (&'static str, Option<[&'static str; 2]>);

impl Why {
    fn words(self) -> Words {
        match self {
            Self::Absent => ("absent", None),
            Self::NotComplete => (
                "completeness",
                Some([
                    "尚未声明清单完整；若文件已列出该类全部设施，导入时加 --complete 类别，或在名册中按社区填写数量",
                    "nobody says that these are all; import with --complete CATEGORY where the file lists every one, or count them per community in the register",
                ]),
            ),
            Self::Approximate => (
                "approximate",
                Some([
                    "仅由近似规则（他处也用的标签或名称）认定；请核实后按其类别导入",
                    "some are told by an approximate rule alone, a tag or name that others use too; have them looked at, and import them with their category",
                ]),
            ),
            Self::AboveItsWhole => (
                "above_its_whole",
                Some([
                    "分项大于所属总数，两者必有一误，请更正名册",
                    "a part is more than its whole, so one of the two is wrong; correct the register",
                ]),
            ),
            Self::NothingBelow => (
                "zero",
                Some([
                    "分母合计为 0，无法计算比率；请核对名册中的这一列",
                    "it is 0 in all units together, and nothing can be divided by it; look at this column of the register",
                ]),
            ),
            Self::BeyondTheData => (
                "whole",
                Some([
                    "目标是全国、全省或全州（市）的总数，数据之外的社区也计入",
                    "the target is that of a whole nation, province or prefecture, and communities that are not here count as well",
                ]),
            ),
            Self::NoneHere => (
                "none_here",
                Some([
                    "本区域内没有该条款所指的单位，无从计算",
                    "none of the units that it speaks of is in this area, so there is nothing to compute",
                ]),
            ),
            Self::AlongStreets => (
                "along_streets",
                Some([
                    "沿街道评估时部分用地无法判断；请再按直线评估：yike assess --circle 生活圈 --method straight",
                    "along the streets nobody can tell of some of the land; assess the circle straight as well: yike assess --circle CIRCLE --method straight",
                ]),
            ),
            Self::OfNoGroup(counted) => of_no_group(counted),
        }
    }

    /// The word that results carry.
    pub fn key(self) -> &'static str {
        self.words().0
    }

    /// What would settle it, in Chinese; `None` where the list of inputs says how to bring it in.
    pub fn zh(self) -> Option<&'static str> {
        self.words().1.map(|[zh, _]| zh)
    }

    /// The same in English.
    pub fn en(self) -> Option<&'static str> {
        self.words().1.map(|[_, en]| en)
    }
}

/// Why a requirement has no answer for a group of people.
fn of_no_group(counted: Counted) -> Words {
    let (key, zh, en) = match counted {
        Counted::Communities => (
            "communities",
            "按社区（村）计数，不因人群而变；旁列该人群中居住在已达到的社区的比例",
            "it counts communities, whoever lives in them; beside it stands the part of the group that lives where it holds",
        ),
        Counted::Towns => (
            "towns",
            "按街道（乡镇）计数，不因人群而变；旁列该人群中居住在已达到的街道（乡镇）的比例",
            "it counts sub-districts and townships, whoever lives in them; beside it stands the part of the group that lives where it holds",
        ),
        Counted::Facilities => (
            "facilities",
            "按设施计数，不因人群而变",
            "it counts facilities, whoever uses them",
        ),
        Counted::Villages => (
            "villages",
            "按自然村计数，不因人群而变",
            "it counts natural villages, whoever lives in them",
        ),
        Counted::Households => (
            "households",
            "按户计数，而户不分人群",
            "it counts households, and people of all groups live in them",
        ),
        Counted::Areas => (
            "areas",
            "按面积计数，不因人群而变",
            "it counts square metres, whoever lives there",
        ),
        Counted::Figures => (
            "figures",
            "所用数字均不是居民人数，不因人群而变",
            "it is made of figures that count no residents",
        ),
        Counted::AllTogether => (
            "all_together",
            "所用人数未按人群分列",
            "its figures count people of all groups together, and nobody counts this one apart",
        ),
        Counted::OtherPeople => ("other_people", "只涉及其他人群", "it speaks of other people alone"),
        Counted::Documents => (
            "documents",
            "由文件回答，不因人群而变",
            "a document answers it, for everybody",
        ),
    };
    (key, Some([zh, en]))
}
