/// ComfyUI: graphs in, a history of what became of them, pictures to look at.
@NullMarked
package studio.atelier.testkit.fake.comfyui;

import org.jspecify.annotations.NullMarked;
