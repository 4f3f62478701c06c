package studio.atelier.platform.http.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.resource.PathResourceResolver;

/// The studio's files, from `web/` on the class path. An address that is no file is a screen of the app
/// when a browser navigates to it, and nothing otherwise.
final class WebApp {

    private static final String FILES = "classpath:/web/";
    private static final String SHELL = "index.html";

    private WebApp() {}

    static void register(ResourceHandlerRegistry registry) {
        // The build names these files by their content.
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler("/**")
                .addResourceLocations(FILES)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new Screens());
    }

    /// The resource handler takes no empty path, so the front page is sent on by hand.
    static void register(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/" + SHELL);
    }

    static final class Screens extends PathResourceResolver {

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            Resource file = path.isEmpty() ? null : super.getResource(path, location);
            if (file != null) {
                return file;
            }
            return Surface.of("/" + path) == Surface.WEB && navigation() ? super.getResource(SHELL, location) : null;
        }

        /// A browser's address bar asks for HTML; a script that misses its file must not get a page.
        private static boolean navigation() {
            if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
                return false;
            }
            var request = attributes.getRequest();
            String accept = request.getHeader(HttpHeaders.ACCEPT);
            return List.of("GET", "HEAD").contains(request.getMethod())
                    && accept != null
                    && accept.contains(MediaType.TEXT_HTML_VALUE);
        }
    }
}
