import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { listenForKeys } from "./commands/keys.ts";
import { queryClient } from "./queries/engine-query.ts";
import { followSources } from "./queries/open-sources.ts";
import { loadLayout } from "./state/layout.ts";
import { retryRefused } from "./queries/retry-refused.ts";
import { followSettings } from "./state/settings.ts";
import "./theme.css";
import "./base.css";

listenForKeys();
void followSettings();
retryRefused();
void loadLayout();
void followSources();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
