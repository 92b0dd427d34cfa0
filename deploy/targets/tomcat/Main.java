import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * Tomcat with the servlet of apps/servlet.
 *
 * <p>usage: java Main PORT FOLDER
 */
class Main {
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[1]);
        Connector connector = new Connector("HTTP/1.1");
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", Path.of(arguments[1]).toAbsolutePath().toString());
        Wrapper servlet = Tomcat.addServlet(context, "capable", new Capable());
        servlet.setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "capable");
        tomcat.start();
        tomcat.getServer().await();
    }
}
