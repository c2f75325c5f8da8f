import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface EncryptedTopicProps {
  readonly key: Key;
  /** Whom mail from the topic comes from. */
  readonly displayName: string;
}

/** A topic that is encrypted at rest and takes nothing but TLS. */
export function encryptedTopic(scope: Construct, id: string, { key, displayName }: EncryptedTopicProps): Topic {
  return new Topic(scope, id, { masterKey: key, enforceSSL: true, displayName });
}
