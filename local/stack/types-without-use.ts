/**
 * Types of resources that the cloud on the laptop passes over, and why. Any other that `readStack` does not read is an
 * error, so that a new resource in lib/ is thought about here.
 */
export const typesWithoutUse: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'tells the CDK who uses it',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'no chat is reached from here; its topic is watched instead',
  'AWS::Chatbot::SlackChannelConfiguration': 'no chat is reached from here; its topic is watched instead',
  'AWS::CloudTrail::Trail': 'nobody signs in here: log files are put by hand',
  'AWS::CloudWatch::Alarm': 'there is no CloudWatch: the terminal tells of dead letters and of refused calls',
  'AWS::CloudWatch::Dashboard': 'there is no CloudWatch: what is counted goes to the terminal with the log',
  'AWS::Lambda::EventInvokeConfig': 'the cloud waits for each run of a schedule, and repeats none',
  'AWS::Logs::LogGroup': 'the log goes to the terminal',
  'AWS::S3::BucketPolicy': 'it wants TLS and lets CloudTrail write; who sits here may do everything',
  'AWS::SNS::TopicPolicy': 'it wants TLS and lets alarms publish, and other accounts subscribe',
  'AWS::Scheduler::ScheduleGroup': 'it is only the name of a group',
};
