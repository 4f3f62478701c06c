/// The adapter for ComfyUI: graphs from templates, looked at in the history.
@NullMarked
package studio.atelier.engine.providers.comfyui;

import org.jspecify.annotations.NullMarked;
