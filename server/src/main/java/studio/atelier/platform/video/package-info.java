/// Clips and sounds looked at by ffmpeg: what is in them, a still that stands for them, and a short silent
/// loop. Each look is a process of its own that sees one file, opens no other and no connection, and is
/// bounded in time, memory, threads, pixels and output.
@NullMarked
@ApplicationModule(
        id = "platform.video",
        displayName = "Platform: video",
        allowedDependencies = {"platform.settings"})
package studio.atelier.platform.video;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
