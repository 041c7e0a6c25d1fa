// 在地图上画区域的文字，规划对照板与选址面板共用，中文先写；drawing.en.ts 与此同键。
export const drawingZh = {
  begin: '在地图上画出区域',
  file: '取自文件（GeoJSON）',
  how: '在地图上逐点点击区域的各个角；或用方向键移动地图，再按“在地图中心加一角”。三个角以上即可完成。',
  corner: '在地图中心加一角',
  undo: '撤销一角',
  done: '完成',
  cancel: '取消',
  count: (n: number) => `已有${n}个角`,
  troubles: {
    crosses: '边线相交或角太少，构不成区域。', 'no-json': '文件不是 GeoJSON。', 'no-area': '文件中有不是面的内容，或坐标不是经纬度（度）。', 'too-large': '区域的角太多，请先简化（60 KB以内）。',
    together: '各区域合计的角太多，请先简化（合计60 KB以内）。',
    full: '已有10个区域，请先移除一个。', corners: '最多画64个角：请按“完成”，或改用文件。',
  },
};

export type DrawingText = typeof drawingZh;
