import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { limits } from '@/config/limits';
import type { Asset, Generation, GenerationType } from '@/lib/api/types';

export type Parameters = Record<string, unknown>;

/** The prompt of the very first run, so that nobody faces an empty field. */
export const firstPrompt =
  'A lighthouse on a basalt cliff at blue hour, the first warm light in its lamp, long exposure, sea turned to mist';

interface DraftState {
  type: GenerationType;
  /** The model chosen for each type, as `provider/model`. */
  modelByType: Partial<Record<GenerationType, string>>;
  prompt: string;
  parametersByModel: Record<string, Parameters>;
  references: Asset[];
  projectId: string | null;
  history: string[];
  setType: (type: GenerationType) => void;
  setModel: (type: GenerationType, id: string) => void;
  setPrompt: (prompt: string) => void;
  setParameter: (modelId: string, name: string, value: unknown) => void;
  resetParameters: (modelId: string) => void;
  setReferences: (references: Asset[]) => void;
  setProject: (projectId: string | null) => void;
  remember: (prompt: string) => void;
  recall: (generation: Generation, what: Recall) => void;
}

export type Recall = 'remix' | 'seed' | 'prompt' | 'all';

function without(parameters: Parameters, name: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== name));
}

/** The state after a person took something over from an earlier generation. */
function recalled(state: DraftState, generation: Generation, what: Recall): Partial<DraftState> {
  const id = `${generation.provider}/${generation.model}`;
  const seed = generation.seed ?? generation.parameters.seed;
  switch (what) {
    case 'prompt':
      return { prompt: generation.prompt };
    case 'seed': {
      const target = state.modelByType[state.type] ?? id;
      return {
        parametersByModel: { ...state.parametersByModel, [target]: { ...state.parametersByModel[target], seed } },
      };
    }
    case 'remix':
    case 'all': {
      const bare = without(generation.parameters, 'seed');
      const parameters = what === 'all' && seed !== null && seed !== undefined ? { ...bare, seed } : bare;
      return {
        type: generation.generation_type,
        prompt: generation.prompt,
        modelByType: { ...state.modelByType, [generation.generation_type]: id },
        parametersByModel: { ...state.parametersByModel, [id]: parameters },
        ...(generation.project_id ? { projectId: generation.project_id } : {}),
      };
    }
  }
}

/** The run being prepared. It outlives the studio page and a reload. */
export const useDraft = create<DraftState>()(
  persist(
    (set) => ({
      type: 'image',
      modelByType: {},
      prompt: firstPrompt,
      parametersByModel: {},
      references: [],
      projectId: null,
      history: [],
      setType: (type) => set({ type }),
      setModel: (type, id) => set((state) => ({ modelByType: { ...state.modelByType, [type]: id } })),
      setPrompt: (prompt) => set({ prompt }),
      setParameter: (modelId, name, value) =>
        set((state) => {
          const before = state.parametersByModel[modelId] ?? {};
          const after = value === undefined ? without(before, name) : { ...before, [name]: value };
          return { parametersByModel: { ...state.parametersByModel, [modelId]: after } };
        }),
      resetParameters: (modelId) =>
        set((state) => ({ parametersByModel: { ...state.parametersByModel, [modelId]: {} } })),
      setReferences: (references) => set({ references }),
      setProject: (projectId) => set({ projectId }),
      remember: (prompt) =>
        set((state) => ({
          history: [prompt, ...state.history.filter((entry) => entry !== prompt)].slice(0, limits.promptHistoryMax),
        })),
      recall: (generation, what) => set((state) => recalled(state, generation, what)),
    }),
    { name: 'atelier.draft' },
  ),
);
