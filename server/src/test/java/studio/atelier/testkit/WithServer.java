package studio.atelier.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives a test class the whole server, in this process, on a free port and a database of its own, and
/// stops it afterwards. All tests of the class share it.
///
/// ```java
/// @WithServer({"ATELIER_LIMITS=off"})
/// class ProjectsResourceTest {
///
///     private final RunningServer server;
///
///     ProjectsResourceTest(RunningServer server) {
///         this.server = server;
///     }
///
///     @Test
///     void refusesWhoIsNotSignedIn() {
///         var answer = server.post("/api/projects", """
///                 {"name": "Posters"}
///                 """);
///
///         assertThat(answer.statusCode()).isEqualTo(401);
///         assertThat(answer.body()).contains("\"code\":\"http.unauthenticated\"");
///     }
/// }
/// ```
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("server")
@ExtendWith(ServerExtension.class)
public @interface WithServer {

    /// Settings as `NAME=value`.
    String[] value() default {};
}
