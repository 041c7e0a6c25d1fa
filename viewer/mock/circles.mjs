// The circles of the made-up town: enough of each kind to draw every state of the map.

const group = (key, zh, en, categories, missing = []) => ({ key, name: { zh, en }, categories, missing });

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
      group('police_station', '派出所', 'Police station', ['police_station'], ['a layer that holds police_station']),
      group('childcare', '托育', 'Childcare', ['childcare'], ['a layer that holds childcare']),
    ],
  },
  {
    id: 'fitness-15', version: 1, name: { zh: '15分钟健身圈', en: '15-minute fitness circle' },
    method: 'straight', mode: 'walk', minutes: 15, limit_m: 990, speed_mps: 1.1, detour: 1.3, radius_m: 761.538, theta: 0.6,
    groups: [group('sports_venue', '健身场地', 'Place for sport', ['fitness_centre', 'sports_ground_small', 'outdoor_fitness'])],
  },
];
