import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * Amazon's DynamoDB Local, in memory, on 127.0.0.1 and a port that the system chooses: its own main class listens on
 * every address and takes no port 0. Prints the port, and ends with its standard input, so it never outlives the tests.
 */
class DynamoDbOnLoopback {
  public static void main(String[] arguments) throws Exception {
    System.setProperty("org.eclipse.jetty.LEVEL", "WARN");
    var requests = new LocalDynamoDBRequestHandler(0, true, null, false, false);
    var handler = new LocalDynamoDBServerHandler(requests, null);
    var server = new Server(new InetSocketAddress("127.0.0.1", 0));
    server.setHandler(new DynamoDBProxyServer(0, handler).setUpHandler(handler));
    server.start();
    System.out.println("listening on " + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    while (System.in.read() != -1) {}
    System.exit(0);
  }
}
