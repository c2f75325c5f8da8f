import { startCharts } from './charts.js';
import { byId } from './dom.js';
import { startList } from './list.js';

const data = JSON.parse(byId('data').textContent);

startList(data);
startCharts(data);
