package studio.atelier.platform.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class WebAppTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

    @TempDir
    private Path files;

    @BeforeEach
    void build() throws IOException {
        Files.writeString(files.resolve("index.html"), "shell");
        Files.writeString(files.resolve("icon.svg"), "icon");
    }

    @AfterEach
    void forget() {
        RequestContextHolder.resetRequestAttributes();
    }

    @Test
    void servesFilesAndTheShellForScreens() throws IOException {
        assertThat(asked("GET", "icon.svg", "*/*")).isEqualTo("icon");
        assertThat(asked("GET", "", BROWSER)).isEqualTo("shell");
        assertThat(asked("GET", "library/0190a1b2", BROWSER)).isEqualTo("shell");
        assertThat(asked("HEAD", "setup", BROWSER)).isEqualTo("shell");
    }

    @Test
    void givesNoPageToProgramsToFormsAndUnderOtherSurfaces() throws IOException {
        assertThat(asked("GET", "missing.js", "*/*")).isNull();
        assertThat(asked("GET", "library", "application/json")).isNull();
        assertThat(asked("POST", "library", BROWSER)).isNull();
        for (String path : new String[] {"api/nothing", "v1/nothing", "auth/v1/nothing", "media/nothing", "metrics"}) {
            assertThat(asked("GET", path, BROWSER)).as(path).isNull();
        }
    }

    private @Nullable String asked(String method, String path, String accept) throws IOException {
        var request = new MockHttpServletRequest(method, "/" + path);
        request.addHeader("Accept", accept);
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
        Resource found = new WebApp.Screens().getResource(path, new FileSystemResource(files.toString() + "/"));
        return found == null ? null : found.getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
    }
}
