/**
 * What is loaded with the first message that is told, by whichever lane: one module for both, as each that is imported by
 * itself cuts what a start parses into more pieces, and each piece takes time to be found.
 */
export { canaryTopic } from './canary-topic.ts';
export { topicPublishers } from './topic-publishers.ts';
