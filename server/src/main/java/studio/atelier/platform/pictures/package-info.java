/// Pictures made small, cut and written in another format: libvips through a binding of our own, or Java
/// where that cannot be loaded. Headers are measured against limits before anything is decoded, a few
/// pictures are worked on at a time, and no more pixels together than one picture may have.
@NullMarked
@ApplicationModule(
        id = "platform.pictures",
        displayName = "Platform: pictures",
        allowedDependencies = {"platform.settings"})
package studio.atelier.platform.pictures;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
