// The circles of the made-up town: enough of each kind to draw every state of the map.

const group = (key, zh, en, categories, held = true) => ({ key, name: { zh, en }, categories, held });

/** Names of all categories that facilities or circles speak of. */
const named = (zh, en) => ({ zh, en });
export const CATEGORIES = {
  community_health_centre: named('社区卫生服务中心', 'Community health centre'), community_health_station: named('社区卫生服务站', 'Community health station'),
  elderly_day_care: named('日间照料中心', 'Day care for the elderly'), kindergarten: named('幼儿园', 'Kindergarten'), primary_school: named('小学', 'Primary school'),
  food_market: named('菜市场', 'Food market'), supermarket: named('超市', 'Supermarket'), convenience_store: named('便利店', 'Convenience store'),
  pharmacy: named('药店', 'Pharmacy'), public_park: named('公园', 'Public park'), police_station: named('派出所', 'Police station'),
  childcare_centre: named('托育中心', 'Childcare centre'), childcare_home: named('家庭托育点', 'Home childcare'), postal_outlet: named('邮政所', 'Postal outlet'),
  fitness_centre: named('全民健身中心', 'Fitness centre'), sports_ground_small: named('多功能运动场', 'Small sports ground'), outdoor_fitness: named('健身广场', 'Outdoor fitness'),
  bus_stop: named('公交站', 'Bus stop'),
};

export const CIRCLES = [
  {
    id: 'service-15', version: 1, name: { zh: '15分钟生活服务圈', en: '15-minute service circle' },
    method: 'straight', mode: 'walk', minutes: 15, limit_m: 990, speed_mps: 1.1, detour: 1.3, radius_m: 761.538, theta: null,
    groups: [
      group('community_health', '社区卫生', 'Community health', ['community_health_centre', 'community_health_station']),
      group('elderly_day_care', '日间照料', 'Elderly day care', ['elderly_day_care']),
      group('kindergarten', '幼儿园', 'Kindergarten', ['kindergarten']),
      group('primary_school', '小学', 'Primary school', ['primary_school']),
      group('food_market', '菜市场或超市', 'Food market', ['food_market', 'supermarket']),
      group('convenience_store', '便利店', 'Convenience store', ['convenience_store']),
      group('pharmacy', '药店', 'Pharmacy', ['pharmacy']),
      group('public_park', '公园', 'Public park', ['public_park']),
      group('police_station', '派出所', 'Police station', ['police_station'], false),
      group('childcare', '托育', 'Childcare', ['childcare_centre', 'childcare_home'], false),
    ],
  },
  {
    id: 'fitness-15', version: 1, name: { zh: '15分钟健身圈', en: '15-minute fitness circle' },
    method: 'straight', mode: 'walk', minutes: 15, limit_m: 990, speed_mps: 1.1, detour: 1.3, radius_m: 761.538, theta: 0.6,
    groups: [group('sports_venue', '健身场地', 'Place for sport', ['fitness_centre', 'sports_ground_small', 'outdoor_fitness'])],
  },
];
