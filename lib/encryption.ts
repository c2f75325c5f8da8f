import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * Two keys of our own, both kept when the stack goes, as nobody could read the state without them. AWS's managed keys
 * (`alias/aws/…`) would not do: their policies let no service in, so S3 could not write to an encrypted queue.
 */
export class Encryption extends Construct {
  /** For queues and topics. S3 and CloudWatch are let in where they send. */
  readonly messages: Key;
  /** For what rests: the table and the log buckets. */
  readonly data: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.messages = this.key('Messages', 'Gatewarden: queues and topics');
    this.data = this.key('Data', 'Gatewarden: table and log buckets');
  }

  private key(id: string, description: string): Key {
    return new Key(this, id, {
      description,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
