#!/usr/bin/env python3
"""An independent re-implementation of the model of docs/model.md, with NumPy only.

Written from the document alone: docs/model.md, docs/parameters.md, docs/measures.md and scenarios/validation/country.toml, without
a look at the code of jiama. It is kept as it was written, with the readings of the document that were chosen then; README.md beside this
file lists them. Random numbers are NumPy's own. Fixed-point roundings (skill in 1/255, satisfaction in 1/127, logits in 1/128) are left
out after the first draw, as 7.9 allows. Structural alternatives and levers that are off by default are left out; the default rule of every
mechanism is here. Numbers of sections are those of docs/model.md.

Usage:  replica.py [--set group.name=value ...] [--seed 1] [--seeds 10] [--json OUT]
A value is a number or a Python/JSON literal:  --set evaluation.weights="{'digital':0.2,'results':0.5,'satisfaction':0.3}"
"""
import argparse
import ast
import copy
import json
import sys
import time
from statistics import NormalDist

import numpy as np

# --------------------------------------------------------------------------------------------------------------------------------------
# Parameters (parameters.md), with the scenario country.toml on top
# --------------------------------------------------------------------------------------------------------------------------------------
PARAMETERS = {
    "run": dict(years=3, burn_in=104),
    "hierarchy": dict(fan_out=[3, 4, 4, 5]),
    "record": dict(every=4),
    "population": dict(citizens_per_office=3000, sample=10, size_sd=0.30, children=0.21, ages=[0.20, 0.28, 0.29, 0.17, 0.06], urban=0.64,
                       education=[[0.03, 0.27, 0.30, 0.40], [0.08, 0.42, 0.22, 0.28], [0.22, 0.48, 0.18, 0.12], [0.48, 0.34, 0.13, 0.05],
                                  [0.70, 0.18, 0.07, 0.05]],
                       devices=[0.97, 0.84, 0.55, 0.20, 0.08], devices_rural=-2.0, devices_education=0.25,
                       skill=[0.80, 0.74, 0.57, 0.38, 0.24], skill_education=[-0.14, -0.03, 0.05, 0.12], skill_rural=-0.05,
                       skill_development=0.15, skill_precision=8.0, helper=0.15, staff_per_1000=1.95, staff_development=0.25,
                       staff_skill_development=0.30, development_sd_region=0.12, development_sd_office=0.12),
    "leaders": dict(service_motivation=0.35, service_motivation_sd=0.10, career_concern_sd=0.20, zeal_sd=0.35, integrity=0.30,
                    integrity_sd=0.10, ambition=0.06, ambition_sd=0.015),
    "evaluation": dict(period=52, weights=dict(digital=0.50, results=0.30, satisfaction=0.20), third_party=0.0, random_evaluators=0.0,
                       check_hours=0.5, inflation=0.5, coaching=0.7, results_noise=0.06, satisfaction_noise=0.05, noise_reduction=0.7,
                       results_spread=0.08, satisfaction_spread=0.06, complaint_penalty=0.5),
    "contest": dict(prize=1.0, rankings=1.0, rewarded_share=0.20, reference_sd=0.055, sd_floor=0.03, sd_shrink=5.0, cap=3.0, pace=0.5),
    "cascade": dict(hedging=0.40, hedging_pace=0.5, cap=0.40, fixed=-1.0, sibling_weight=0.25, reference_weight=0.15, growth=0.005,
                    ratchet_up=0.06, ratchet_down=0.03, move_cap=0.10),
    "demands": dict(hours=40.0, departments=6.0, sharing=0.20, sharing_pace=0.05, form_overlap=0.35, platform_copies=0.05, staff_portal=0.0,
                    directives=8.0, reply_hours=0.08, groups=3.0, standby=1.0, online_hours=1.0, persuasion_hours=4.0, build_hours=12.0,
                    build_weeks=26.0, upkeep_hours=0.35, improvement_hours=2.0, improvement_floor=0.3, case_hours=0.86, visit_hours=0.12,
                    digital_gain=0.8, staff_training=0.0),
    "effort": dict(indicator_power=3.0, cost=0.30, overtime_max=0.35, overtime_gain=0.6, slack=0.12, monitoring=2.0, monitoring_scale=8.0,
                   burnout_loss=0.35, burnout_rise=0.030, burnout_trace=0.010, burnout_tolerance=0.25, recovery=0.015, crowding=0.05,
                   crowding_tolerance=0.28, motivation_recovery=0.003, new_leader_relief=0.5, upkeep_share=0.6, improvement_share=0.35),
    "accountability": dict(process=0.0, outcome=0.0, insurance_records=6.0, insurance_scale=8.0),
    "fabrication": dict(gain=3.0, scale=0.15, substitution=0.5, hours=0.10, risk_cost=2.0),
    "platforms": dict(initial=1.5, base_quality=0.45, quality_pace=0.006, improvement=0.02, new_quality=0.40, new_quality_sd=0.15,
                      new_quality_development=0.2, zombies_count=1.0, zombie_base=0.02, zombie_neglect=0.16, routine_closing=0.55,
                      sibling_weight=0.3, unified_entrance=0.0, breach=0.0004, breach_zombies=3.0, wariness_fading=0.03),
    "admission": dict(quality=0.0),
    "mandate": dict(rise=0.030, relaxation=0.02, window_loss=0.5),
    "windows": dict(min_mandate=0.0, max_mandate=1.0, staff=0.0, capacity=36.0),
    "citizens": dict(needs=[2.0, 3.0, 4.0, 4.0, 5.0, 5.0], complex=0.12, choice_constant=-1.7, choice_skill=4.0, choice_quality=1.5,
                     choice_fragmentation=0.25, choice_wariness=1.0, choice_persuasion=0.4, success_constant=-1.3, success_skill=4.6,
                     success_quality=1.5, success_fragmentation=0.20, success_guide=1.5, distance=0.08, window_floor=0.5, patience=3,
                     promised=3, bounce=0.15, learning=0.012, spread=0.010, spread_gain=0.2, satisfaction_pace=0.2, disconfirmation=0.15,
                     expectation_pace=0.1, waiting_loss=0.1, trip_loss=0.1, initial_satisfaction=0.75),
    "adoption": dict(initial=0.33, outside=0.07, neighbours=0.44, persuasion=0.10, refusal=0.15, devices=0.105, price=1.0),
    "guides": dict(assist=0.05),
    "hotline": dict(complain=0.15, answered=0.8),
    "audit": dict(base=0.08, complaint_led=1.0, complaint_weight=5.0, detection=0.6, detection_scale=6.0, sanction=1.0, score_loss=0.15,
                  dismissal=0.3, naming=0.3, naming_risk=0.5, learning=0.25),
    "imitation": dict(rate=0.3, temperature=0.05, mutation=0.04),
    "careers": dict(term=156),
    "indicators": dict(
        ledger=dict(kind="record", weight=0.35, target=10.0, productivity=5.0, manipulability=0.35),
        publicity=dict(kind="display", weight=0.15, target=1.0, productivity=1.0, manipulability=0.40),
        response=dict(kind="reply", weight=0.15, target=0.75, productivity=1.0, manipulability=0.20),
        online=dict(kind="online-share", weight=0.20, target=0.45, productivity=1.0, manipulability=0.15),
        platforms=dict(kind="platform-count", weight=0.15, target=2.0, productivity=1.0, manipulability=0.20),
        usability=dict(kind="platform-quality", weight=0.00, target=0.5, productivity=1.0, manipulability=0.05)),
}

# Places of the six indicators, and of the demands that follow them (2.6: indicators, then upkeep, improvement, insurance, service)
LEDGER, PUBLICITY, RESPONSE, ONLINE, PLATFORMS, USABILITY = range(6)
UPKEEP, IMPROVEMENT, INSURANCE, SERVICE = 6, 7, 8, 9
NAMES = ["ledger", "publicity", "response", "online", "platforms", "usability"]
SHARES = np.array([False, False, True, True, False, True])          # targets that are shares
AGES = ["0-17", "18-29", "30-44", "45-59", "60-74", "75+"]
TIERS = ["centre", "province", "prefecture", "county", "township"]


def pos(x):
    """x+ of the table of signs."""
    return np.maximum(x, 0.0)


def logistic(x):
    return 1.0 / (1.0 + np.exp(-x))


def raise_targets(B, x):
    """7.1 raise(B, x): volumes and counts B(1 + x); shares 1 - (1 - B)^(1 + x). Last axis: indicators."""
    return np.where(SHARES, 1.0 - np.maximum(1.0 - B, 0.0) ** (1.0 + x), B * (1.0 + x))


def soft(A):
    """7.3 soft(A): beyond 1 attainment counts less and less."""
    return np.where(A <= 1.0, A, 1.0 + 0.2 * (1.0 - np.exp(-pos(A - 1.0) / 0.2)))


class Model:
    """One replicate of the country."""

    def __init__(self, parameters, seed):
        self.p = parameters
        self.rng = np.random.default_rng(seed)
        e = parameters["evaluation"]["weights"]
        w = np.array([e["digital"], e["results"], e["satisfaction"]], float)
        self.wD, self.wR, self.wC = w / w.sum() if w.sum() > 0 else w
        ind = [parameters["indicators"][n] for n in NAMES]
        wm = np.array([i["weight"] for i in ind], float)
        self.wm = wm / wm.sum() if wm.sum() > 0 else wm
        self.rho = np.array([i["productivity"] for i in ind], float)
        self.manip = np.array([i["manipulability"] for i in ind], float)
        self.declared = np.array([i["target"] for i in ind], float)
        self.week = 0
        self.rows, self.contests = [], []
        self.build_tree_and_places()
        self.build_citizens()
        self.build_offices()
        self.build_leaders()
        self.first_targets_stakes_cascade()
        self.new_period()
        self.new_record()

    # ------------------------------------------------------------------------------------------------------------------------------
    # 5 Initialisation
    # ------------------------------------------------------------------------------------------------------------------------------
    def build_tree_and_places(self):
        """5.1 the tree, 5.2 regions, 5.3 offices (their facts)."""
        p, rng = self.p["population"], self.rng
        self.fan = list(self.p["hierarchy"]["fan_out"])
        self.K = len(self.fan)                                       # tier of the offices
        self.n = [1]
        for f in self.fan:
            self.n.append(self.n[-1] * f)
        regions, J = self.n[1], self.n[self.K]
        per_region = J // regions
        self.J = J
        # 5.2 regions
        dev_r = np.clip(0.5 + p["development_sd_region"] * rng.standard_normal(regions), 0.02, 0.98)
        urban_r = np.clip(p["urban"] + 0.6 * (dev_r - 0.5), 0.0, 1.0)
        school_r = 9.91 + 5.0 * (dev_r - 0.5)
        s = int(p["sample"])
        population = per_region * int(p["citizens_per_office"])
        simulated = max((population + s // 2) // s, per_region)
        # 5.3 offices
        region = np.repeat(np.arange(regions), per_region)
        self.dev = np.clip(dev_r[region] + p["development_sd_office"] * rng.standard_normal(J), 0.02, 0.98)
        weight = np.exp(p["size_sd"] * rng.standard_normal(J))
        self.urban = np.clip(urban_r[region] + 0.6 * (self.dev - dev_r[region]), 0.0, 1.0)
        self.schooling = school_r[region] + 5.0 * (self.dev - dev_r[region])
        size = np.empty(J, int)
        for r in range(regions):
            sl = slice(r * per_region, (r + 1) * per_region)
            rest = simulated - per_region
            cum = np.floor(rest * np.cumsum(weight[sl]) / weight[sl].sum()).astype(int)
            cum[-1] = rest
            size[sl] = 1 + np.diff(np.concatenate([[0], cum]))
        self.size = size
        self.sample = s
        self.scatter = 1.0 / np.sqrt(s)
        residents = size * s
        self.staff = residents * p["staff_per_1000"] / 1000.0 * np.maximum(0.1, 1 + p["staff_development"] * (self.dev - 0.5))
        self.staff_sampled = self.staff / s
        self.staff_skill = np.maximum(0.1, 1 + p["staff_skill_development"] * (self.dev - 0.5))
        # staff of every unit: sums over its offices; used as weights of upper units (7.3)
        self.tier_staff = [None] * (self.K + 1)
        self.tier_staff[self.K] = self.staff
        for k in range(self.K - 1, -1, -1):
            self.tier_staff[k] = self.tier_staff[k + 1].reshape(self.n[k], -1).sum(1)
        # age bands of a region (the same everywhere in a synthetic country)
        ages = np.array(p["ages"], float)
        self.age_shares = np.concatenate([[p["children"]], (1 - p["children"]) * ages / ages.sum()])

    def build_citizens(self):
        """5.4 citizens, ordered office by office and by age band inside an office."""
        p, rng = self.p["population"], self.rng
        J, size = self.J, self.size
        ends = np.rint(size[:, None] * np.cumsum(self.age_shares)[None, :]).astype(int)
        ends[:, -1] = size
        self.band_size = np.diff(np.concatenate([np.zeros((J, 1), int), ends], 1), axis=1)
        self.N = N = int(size.sum())
        self.start = np.concatenate([[0], np.cumsum(size)])[:-1]
        self.office = np.repeat(np.arange(J), size)
        self.age = np.repeat(np.tile(np.arange(6), J), self.band_size.ravel())
        adult = np.where(self.age == 0, 1, self.age - 1)             # a child counts as the adult of 30-44 who acts for it: index 1
        # education: shares of the band, tilted by the schooling of the office
        shares = np.array(p["education"], float)
        shares = shares / shares.sum(1, keepdims=True)
        tilt = np.exp(0.25 * np.arange(4)[None, :] * (self.schooling[:, None] - 9.91))
        table = shares[None, :, :] * tilt[:, None, :]                # office x adult band x level
        table = np.cumsum(table / table.sum(2, keepdims=True), axis=2)
        u = rng.random(N)
        self.education = (u[:, None] > table[self.office, adult][:, :3]).sum(1)
        self.village = rng.random(N) >= self.urban[self.office]
        self.helper = rng.random(N) < p["helper"]
        d = np.array(p["devices"], float)[adult]
        inside = (d > 0) & (d < 1)
        safe = np.where(inside, d, 0.5)
        shift = p["devices_rural"] * (self.village - (1 - p["urban"])) + p["devices_education"] * (self.education - 1.5)
        d = np.where(inside, logistic(np.log(safe / (1 - safe)) + shift), d)
        self.device = rng.random(N) < d
        mu = np.clip(np.array(p["skill"])[adult] + np.array(p["skill_education"])[self.education] + p["skill_rural"] * self.village
                     + p["skill_development"] * (self.dev[self.office] - 0.5), 0.02, 0.98)
        mu = (np.floor(64 * mu) + 0.5) / 64
        P = p["skill_precision"]
        self.skill = np.minimum(np.floor(256 * rng.beta(P * mu, P * (1 - mu))), 255) / 255.0
        self.adopted = self.device & (rng.random(N) < self.p["adoption"]["initial"])
        first = np.rint(127 * self.p["citizens"]["initial_satisfaction"]) / 127.0
        self.satisfaction = np.full(N, first)
        self.expectation = np.full(N, first)
        self.open = np.zeros(N, bool)
        self.need_p = np.minimum(np.array(self.p["citizens"]["needs"], float) / 52.0, 1 - 1e-9)
        self.cell = self.age * 2 + self.village                       # cells for counting: age band x residence
        # open cases: seeking and backlog, each in the order of its list
        z = np.zeros(0, int)
        self.seek = dict(cit=z, born=z, att=z, trips=z, cx=np.zeros(0, bool), sent=np.zeros(0, bool))
        self.back = dict(cit=z, born=z, trips=z)

    def build_offices(self):
        """2.6 and 2.7: state of offices and of their platforms at the start."""
        J, p = self.J, self.p
        self.burnout = np.zeros(J)
        self.motivation = np.ones(J)
        self.sharing = np.full(J, float(p["demands"]["sharing"]))
        self.kept = np.zeros(J)
        self.mandate = np.full(J, float(min(p["windows"]["min_mandate"], p["windows"]["max_mandate"])))
        self.online_share = np.full(J, 0.5)
        self.Lambda = (self.band_size * self.need_p).sum(1)           # mean number of needs a week, open need or not
        self.inflow = self.Lambda.copy()
        self.comers = 0.5 * self.inflow
        self.visits = 0.5 * self.inflow
        self.expected_backlog = np.zeros(J)
        self.needs_left = np.full(J, 0.5)
        self.faking = np.zeros((J, 6), bool)
        self.risk = np.full(J, float(p["audit"]["base"]))
        q = p["platforms"]
        self.live = np.full(J, float(q["initial"]))
        self.zombies = np.zeros(J)
        self.quality = np.clip(q["base_quality"] + q["new_quality_development"] * (self.dev - 0.5), 0, 1)
        self.wariness = np.zeros(J)
        self.books = dict(needs=np.zeros(J, int), resolved=np.zeros(J, int), excluded=np.zeros(J, int))

    def draw_leaders(self, n):
        """2.5 traits of n newcomers."""
        p, rng = self.p["leaders"], self.rng
        return dict(theta=pos(p["service_motivation"] + p["service_motivation_sd"] * rng.standard_normal(n)),
                    kappa=np.exp(p["career_concern_sd"] * rng.standard_normal(n)), zeal=np.exp(p["zeal_sd"] * rng.standard_normal(n)),
                    iota=p["integrity"] + p["integrity_sd"] * rng.standard_normal(n),
                    alpha=pos(p["ambition"] + p["ambition_sd"] * rng.standard_normal(n)), weeks=np.zeros(n, int))

    def build_leaders(self):
        """5.5 first leaders of every tier."""
        self.leader = []
        for k in range(self.K + 1):
            L = self.draw_leaders(self.n[k])
            L["weeks"] = np.floor(self.rng.random(self.n[k]) * self.p["careers"]["term"]).astype(int)
            self.leader.append(L)

    def first_targets_stakes_cascade(self):
        """5.6 first targets, stakes and 16 passes of the cascade."""
        c, K = self.p["contest"], self.K
        self.z = NormalDist().inv_cdf(1 - c["rewarded_share"])
        self.density = np.exp(-0.5 * self.z ** 2)                     # density at z over density at 0
        self.stake = [None] * (K + 1)
        for k in range(1, K + 1):
            I = np.minimum(c["cap"], self.leader[k]["kappa"] * c["prize"] * c["rankings"] * self.density)
            self.stake[k] = I if self.fan[k - 1] > 1 else np.zeros(self.n[k])
        self.stake[0] = np.array([self.stake[1].mean()])
        self.targets = [np.zeros((m, 6)) for m in self.n]
        self.targets[0][0] = np.where(SHARES, np.minimum(self.declared, 1.0), self.declared)
        self.handed = [np.zeros((m, 6)) for m in self.n]              # 0: nothing handed down yet, so the own target counts instead
        self.amplification = [np.zeros((m, 6)) for m in self.n]
        self.shortfall = [np.zeros(m) for m in self.n]
        for _ in range(16):
            self.cascade_down()
        self.look_at_siblings_platforms()
        self.standing = None

    # ------------------------------------------------------------------------------------------------------------------------------
    # 7.0 Counts of a sampled office
    # ------------------------------------------------------------------------------------------------------------------------------
    def felt(self, count, expected):
        return count - (1.0 - self.scatter) * (count - expected)

    def siblings_mean(self, x, k):
        """Mean over the siblings of a unit of tier k, itself excluded; x has the units first. None where there are no siblings."""
        f = self.fan[k - 1] if k > 0 else 1
        if f == 1:
            return None
        g = x.reshape((-1, f) + x.shape[1:])
        return ((g.sum(1, keepdims=True) - g) / (f - 1)).reshape(x.shape)

    # ------------------------------------------------------------------------------------------------------------------------------
    # 7.1 Quota cascade
    # ------------------------------------------------------------------------------------------------------------------------------
    def g(self):
        """7.1 g: how far an indicator counts for layering and for the ratchet."""
        return np.minimum(1.0, self.wD * self.wm / self.p["cascade"]["reference_weight"])

    def cascade_shortfall(self):
        """7.1, step 9 of the contest: superiors learn of the shortfall of their children (plain mean over children)."""
        for k in range(self.K):
            miss = (pos(1.0 - self.standing[k + 1]["reported"]) * self.wm).sum(1)
            mean = miss.reshape(self.n[k], -1).mean(1)
            self.shortfall[k] = self.shortfall[k] + self.p["cascade"]["hedging_pace"] * (mean - self.shortfall[k])

    def cascade_centre(self):
        """7.1, step 10: the centre's ratchet."""
        c = self.p["cascade"]
        A = self.standing[0]["reported"][0]
        T0 = self.targets[0][0]
        T0 = np.where(SHARES, np.minimum(T0, 1.0), T0)
        move = c["growth"] + c["ratchet_up"] * pos(np.minimum(A, 1.2) - 1.0) - c["ratchet_down"] * pos(1.0 - A)
        x = self.g() * np.clip(move, -c["move_cap"], c["move_cap"])
        self.targets[0] = raise_targets(T0, x)[None, :]

    def cascade_down(self):
        """7.1, step 11: targets go down the tree, from the top down."""
        c, nu, g = self.p["cascade"], self.p["cascade"]["sibling_weight"], self.g()
        before = [h.copy() for h in self.handed]
        for k in range(self.K):
            T = self.targets[k]
            theirs = self.siblings_mean(before[k], k)
            theirs = T if theirs is None else np.where(theirs > 0, theirs, T)
            B = np.maximum(T, (1 - nu) * T + nu * theirs)
            if c["fixed"] >= 0:
                a = np.full_like(T, min(c["fixed"], c["cap"]))
            else:
                a = g[None, :] * (self.stake[k] * (self.leader[k]["alpha"] + c["hedging"] * self.shortfall[k]))[:, None]
                a = np.clip(a, 0.0, c["cap"])
            a = np.where(T > 0, a, 0.0)
            H = np.where(T > 0, raise_targets(B, a), T)
            self.handed[k], self.amplification[k] = H, a
            self.targets[k + 1] = np.repeat(H, self.fan[k], axis=0)

    # ------------------------------------------------------------------------------------------------------------------------------
    # The week of an office (3.2): demands, effort, attainment, platforms, mandate, citizens
    # ------------------------------------------------------------------------------------------------------------------------------
    def forged(self):
        """Flags that have an effect: faked, and possible to forge (7.6)."""
        return self.faking & (self.manip > 0)[None, :]

    def demands(self):
        """7.4 demands on hours."""
        p, ds = self.p, self.p["demands"]
        w = self.w = {}
        T = self.targets[self.K]
        self.sharing = self.sharing + ds["sharing_pace"] * (ds["sharing"] - self.sharing)
        skill = self.staff_skill * (1 + ds["staff_training"])
        copies = ((1 + (ds["departments"] - 1) * (1 - self.sharing) * ds["form_overlap"])
                  * (1 + ds["platform_copies"] * pos(self.live - 1) * (1 - ds["staff_portal"])))
        q = np.where(self.live > 0, self.quality, 0.0)
        case_hours = ds["case_hours"] / (1 + ds["digital_gain"] * q * self.online_share)
        aim = np.where(self.forged(), 1 - p["fabrication"]["substitution"] * self.manip[None, :], 1.0)
        Ta = T * aim                                                   # T' of the text
        stock = self.live + p["platforms"]["zombies_count"] * self.zombies
        nu = p["platforms"]["sibling_weight"]
        wanted = pos(np.maximum(Ta[:, PLATFORMS], (1 - nu) * Ta[:, PLATFORMS] + nu * self.siblings_stock) - stock)
        h = np.zeros((self.J, 10))
        h[:, LEDGER] = Ta[:, LEDGER] * copies / (self.rho[LEDGER] * skill)
        h[:, PUBLICITY] = Ta[:, PUBLICITY] / self.rho[PUBLICITY]
        h[:, RESPONSE] = Ta[:, RESPONSE] * ds["directives"] * ds["reply_hours"] * ds["groups"]
        h[:, ONLINE] = np.where(T[:, ONLINE] > 0, ds["online_hours"] + ds["persuasion_hours"] * pos(Ta[:, ONLINE] - self.online_share), 0)
        h[:, PLATFORMS] = wanted / ds["build_weeks"] * ds["build_hours"]
        h[:, UPKEEP] = ds["upkeep_hours"] * self.live
        h[:, IMPROVEMENT] = np.where(self.live > 0, ds["improvement_hours"] * np.maximum(Ta[:, USABILITY], ds["improvement_floor"]), 0)
        h[:, INSURANCE] = (p["accountability"]["process"] * p["accountability"]["insurance_records"] * copies
                           / (self.rho[LEDGER] * skill))
        backlog = np.bincount(self.office[self.back["cit"]], minlength=self.J)
        visit_hours = self.visits * ds["visit_hours"]
        h[:, SERVICE] = (self.felt(backlog, self.expected_backlog) * case_hours + visit_hours) / self.staff_sampled
        e = p["effort"]
        slack = e["slack"] * np.exp(-e["monitoring"] * self.kept / e["monitoring_scale"])
        H = ds["hours"]
        w.update(T=T, aim=aim, wanted=wanted, h=h, copies=copies, slack=slack, backlog_start=backlog,
                 standby=ds["standby"] * Ta[:, RESPONSE] * ds["groups"])
        w["L"] = (h[:, :SERVICE].sum(1) + (self.inflow * case_hours + visit_hours) / self.staff_sampled) / (H * (1 - slack))

    def reliability(self, faking):
        """7.3 reliabilities of observed results and satisfaction."""
        v = self.p["evaluation"]
        tau = v["third_party"]
        infl = (1 - tau) * v["inflation"] * (0.2 + 0.8 * faking)
        coach = (1 - tau) * (1 - 0.5 * v["random_evaluators"]) * v["coaching"]
        quiet = 1 - v["noise_reduction"] * tau
        sR, sC = v["results_spread"] ** 2, v["satisfaction_spread"] ** 2
        rel_R = sR / (sR + (v["results_noise"] * quiet) ** 2) * (1 - infl)
        rel_C = sC / (sC + (v["satisfaction_noise"] * quiet) ** 2) * (1 - coach)
        return rel_R, rel_C, infl, coach, quiet

    def effort(self):
        """7.5 effort: overtime, hours, incentives, division of hours, burnout, motivation."""
        p, e, w = self.p, self.p["effort"], self.w
        H, h = p["demands"]["hours"], w["h"]
        I, lead, forged = self.stake[self.K], self.leader[self.K], self.forged()
        o = e["overtime_max"]
        overtime = o * (1 - np.exp(-e["overtime_gain"] * pos(w["L"] - 1) * np.minimum(I, 1.5) / o))
        available = H * (1 + overtime) * (1 - w["slack"]) * (1 - e["burnout_loss"] * self.burnout)
        checks = np.minimum(p["evaluation"]["check_hours"] * p["evaluation"]["third_party"], available)
        faking = np.minimum(p["fabrication"]["hours"] * (h[:, :6] * forged).sum(1), available - checks)
        left = available - checks - faking
        # incentives
        a = np.zeros((self.J, 10))
        a[:, :6] = (e["indicator_power"] * I * lead["zeal"] * self.wD)[:, None] * self.wm[None, :]
        rel_R, rel_C, *_ = self.reliability((self.wm * forged).sum(1))
        service = (I * (self.wR * rel_R + self.wC * rel_C) + lead["theta"] * self.motivation
                   + p["accountability"]["outcome"] * rel_R)
        usability = a[:, USABILITY].copy()
        a[:, SERVICE] = service
        a[:, UPKEEP] = e["upkeep_share"] * service + 0.5 * usability
        a[:, IMPROVEMENT] = usability + e["improvement_share"] * service
        a[:, INSURANCE] = p["accountability"]["process"] * np.exp(-self.kept / p["accountability"]["insurance_scale"])
        a[:, LEDGER] += a[:, INSURANCE]
        f = self.divide_hours(h, a, e["cost"], left)
        hours = h * f
        worked = hours.sum(1) + checks + faking
        unused = pos(left - hours.sum(1))
        trace_hours = hours[:, LEDGER] + hours[:, PUBLICITY] + hours[:, RESPONSE] + hours[:, INSURANCE] + faking
        trace = np.where(worked > 0, trace_hours / np.maximum(worked, 1e-300), 0.0)
        rise = e["burnout_rise"] * (overtime + w["standby"] / H) + e["burnout_trace"] * pos(trace - e["burnout_tolerance"])
        self.burnout = np.clip(self.burnout + rise * (1 - self.burnout) - e["recovery"] * self.burnout, 0, 1)
        m = self.motivation
        self.motivation = np.clip(m - e["crowding"] * pos(trace - e["crowding_tolerance"]) * m + e["motivation_recovery"] * (1 - m), 0, 1)
        assert np.all(np.abs(worked + unused - available) < 1e-8), "worked + unused = available"
        w.update(overtime=overtime, available=available, a=a, f=f, hours=hours, worked=worked, unused=unused, trace_hours=trace_hours,
                 faking_hours=faking)

    @staticmethod
    def divide_hours(h, a, c, left):
        """7.5 best response: f = min(1, a/c, mu a), mu the largest number for which the hours fit. Exact, by breakpoints."""
        paid = a > 0
        b = np.where(paid, np.minimum(1.0 / np.where(paid, a, 1.0), 1.0 / c), np.inf)
        order = np.argsort(b, axis=1)
        bs = np.take_along_axis(b, order, 1)
        ha = np.take_along_axis(np.where(paid, h * a, 0.0), order, 1)
        bs = np.where(np.isfinite(bs), bs, 0.0)                        # unpaid demands come last and have ha = 0
        filled_before = np.cumsum(ha * bs, 1) - ha * bs
        slope_before = ha.sum(1, keepdims=True) - (np.cumsum(ha, 1) - ha)
        over = (filled_before + slope_before * bs > left[:, None]) & (slope_before > 0)
        first = np.argmax(over, 1)
        rows = np.arange(h.shape[0])
        mu = np.where(over.any(1), pos(left - filled_before[rows, first]) / np.maximum(slope_before[rows, first], 1e-300), np.inf)
        with np.errstate(invalid="ignore"):
            f = np.minimum(np.minimum(1.0, a / c), np.where(paid, mu[:, None] * np.where(paid, a, 1.0), 0.0))
        return np.where(paid, f, 0.0)

    def attainment(self):
        """7.6 attainment, fabrication of the week, records kept."""
        w, p, T = self.w, self.p, self.w["T"]
        G = np.ones((self.J, 6))
        B = np.ones((self.J, 6))
        safe = np.where(T > 0, T, 1.0)
        for m in (LEDGER, PUBLICITY, RESPONSE):
            G[:, m] = B[:, m] = w["f"][:, m] * w["aim"][:, m]
        G[:, ONLINE] = B[:, ONLINE] = np.minimum(self.online_share / safe[:, ONLINE], 1.2)
        q = np.where(self.live > 0, self.quality, 0.0)
        G[:, USABILITY] = B[:, USABILITY] = np.minimum(q / safe[:, USABILITY], 1.2)
        stock = self.live + p["platforms"]["zombies_count"] * self.zombies
        G[:, PLATFORMS] = np.minimum(self.live / safe[:, PLATFORMS], 1.2)
        B[:, PLATFORMS] = np.minimum(stock / safe[:, PLATFORMS], 1.2)
        G = np.where(T > 0, G, 1.0)
        B = np.where(T > 0, B, 1.0)
        faked = np.where(self.forged(), np.minimum(pos(1 - B), self.manip[None, :]), 0.0)
        reported, gap = B + faked, pos(1 - B)
        w.update(G=G, reported=reported, faked=faked)
        for name, x in (("genuine", G), ("reported", reported), ("faked", faked), ("gap", gap)):
            self.period[name] += x
        self.period["weeks"] += 1
        ac = p["accountability"]
        records = G[:, LEDGER] * T[:, LEDGER] + w["f"][:, INSURANCE] * ac["process"] * ac["insurance_records"]
        self.kept = self.kept + 0.25 * (records - self.kept)

    def platforms(self):
        """7.7 platforms, in the order of the text (one-off levers and closure quota are off)."""
        w, q, rng = self.w, self.p["platforms"], self.rng
        new = w["f"][:, PLATFORMS] * w["wanted"] / self.p["demands"]["build_weeks"]
        Q = np.clip(q["new_quality"] + q["new_quality_development"] * (self.dev - 0.5) + q["new_quality_sd"] * rng.standard_normal(self.J),
                    0, 1)
        new = np.where(Q >= self.p["admission"]["quality"], new, 0.0)
        total = self.live + new
        self.quality = np.where(new > 0, (self.live * self.quality + new * Q) / np.where(total > 0, total, 1.0), self.quality)
        self.live = total
        rate = (q["zombie_base"] * 2 * (1 - self.quality) + q["zombie_neglect"] * (1 - w["f"][:, UPKEEP])) / 52
        dying = np.minimum(self.live, self.live * rate)
        self.live = self.live - dying
        self.zombies = self.zombies + dying
        self.zombies = self.zombies * (1 - min(1.0, q["routine_closing"] / 52))
        self.quality = np.clip(self.quality + q["quality_pace"] * (q["base_quality"] - self.quality)
                               + q["improvement"] * (w["hours"][:, IMPROVEMENT] / 2) * (1 - self.quality), 0, 1)
        self.wariness = self.wariness * (1 - q["wariness_fading"])
        breach = rng.random(self.J) < q["breach"] * (self.live + q["breach_zombies"] * self.zombies)
        self.wariness = np.where(breach, 1.0, self.wariness)
        w["fragmentation"] = (1 - q["unified_entrance"]) * np.log(np.maximum(1.0, self.live + self.zombies))

    def look_at_siblings_platforms(self):
        """7.7 siblings' stock, as seen at the end of a contest and before week 0."""
        stock = self.live + self.p["platforms"]["zombies_count"] * self.zombies
        s = self.siblings_mean(stock, self.K)
        self.siblings_stock = stock.copy() if s is None else s

    def online_mandate(self):
        """7.8 online mandate and the capacity of the windows."""
        w, m, x = self.w, self.p["mandate"], self.p["windows"]
        will = np.minimum(1.0, w["a"][:, ONLINE] / self.p["effort"]["cost"])
        gap = pos(w["T"][:, ONLINE] - self.online_share)
        phi = self.mandate + m["rise"] * will * gap - m["relaxation"] * self.mandate
        self.mandate = np.minimum(np.maximum(phi, x["min_mandate"]), x["max_mandate"])
        w["window_capacity"] = x["capacity"] * self.staff_sampled * (1 + x["staff"]) * (1 - m["window_loss"] * self.mandate)

    # ------------------------------------------------------------------------------------------------------------------------------
    # 7.9 Citizens
    # ------------------------------------------------------------------------------------------------------------------------------
    def count(self, citizens):
        """Number of the given citizens by office."""
        return np.bincount(self.office[citizens], minlength=self.J)

    def count_cells(self, name, citizens):
        """Adds the given citizens to the sums of the record, by age band and residence (section 11)."""
        self.record[name] += np.bincount(self.cell[citizens], minlength=12)

    def needs_arise(self):
        """7.9.1 needs arise, with the evening out of 7.0. Returns the citizens who have a new need this week."""
        rng, N = self.rng, self.N
        p = self.need_p[self.age]
        drawn = rng.random(N) < p
        if self.sample == 1:
            chosen = np.flatnonzero(drawn)
        else:
            X = np.bincount(self.office[drawn], minlength=self.J)
            wanted = self.needs_left + self.felt(X, self.Lambda)
            number = np.clip(np.floor(wanted).astype(int), 0, self.size)
            # One key for everybody: those drawn come first in random order (so who is dropped is each as likely), then the others in the
            # order of exponential times with rate p (successive draws with weight p). The first `number` of an office have the need.
            key = rng.standard_exponential(N) / np.where(p > 0, p, 1e-12)
            key = np.where(drawn, 0.4 * rng.random(N), 0.5 + 0.49 * key / (1 + key))
            order = np.argsort(self.office + key)
            place = np.arange(N) - self.start[self.office]             # offices are contiguous, so places in an office are 0, 1, ...
            chosen = order[place < number[self.office]]
            got = np.bincount(self.office[chosen], minlength=self.J)
            self.needs_left = wanted - got
            added = ~drawn[chosen]
            chosen = np.concatenate([np.sort(chosen[~added]), np.sort(chosen[added])])
        new = chosen[~self.open[chosen]]
        self.open[new] = True
        cx = rng.random(len(new)) < self.p["citizens"]["complex"]
        s, z = self.seek, np.zeros(len(new), int)
        self.seek = dict(cit=np.concatenate([s["cit"], new]), born=np.concatenate([s["born"], z + self.week]),
                         att=np.concatenate([s["att"], z]), trips=np.concatenate([s["trips"], z]), cx=np.concatenate([s["cx"], cx]),
                         sent=np.concatenate([s["sent"], np.zeros(len(new), bool)]))
        self.w["needs"] = self.count(new)
        self.count_cells("needs", new)

    def choose_and_attempt(self):
        """7.9.2 choice of a channel and 7.9.3 attempts."""
        p, c, w, rng, s = self.p, self.p["citizens"], self.w, self.rng, self.seek
        cit = s["cit"]
        off, n = self.office[cit], len(cit)
        q = np.where(self.live > 0, self.quality, 0.0)
        place = (c["choice_constant"] + c["choice_quality"] * (q - 0.5) - c["choice_fragmentation"] * w["fragmentation"]
                 - c["choice_wariness"] * self.wariness + c["choice_persuasion"] * w["f"][:, ONLINE])
        wants = (self.device[cit] & self.adopted[cit] & ~s["sent"]
                 & (rng.random(n) < logistic(place[off] + c["choice_skill"] * self.skill[cit])))
        refused = ~wants & (rng.random(n) < self.mandate[off])
        window = ~wants & ~refused
        # adoption by refusal, and guides
        learns = refused & self.device[cit] & ~self.adopted[cit] & (rng.random(n) < p["adoption"]["refusal"])
        self.adopted[cit[learns]] = True
        guided = refused & (rng.random(n) < p["guides"]["assist"])
        # the office feels the visits
        visits = np.bincount(off[window], minlength=self.J)
        turned = np.bincount(off[refused], minlength=self.J)
        self.comers = self.comers + (visits + turned - self.comers) / 13.0
        self.visits = self.felt(visits, self.comers * (1 - self.mandate))
        # attempts
        room = np.where(self.visits > 0, np.minimum(1.0, w["window_capacity"] / np.where(self.visits > 0, self.visits, 1.0)), 1.0)
        at_window = (room * (c["window_floor"] + (1 - c["window_floor"]) * w["f"][:, SERVICE]))[off] * (1 - c["distance"] * self.village[cit])
        place = c["success_constant"] + c["success_quality"] * (q - 0.5) - c["success_fragmentation"] * w["fragmentation"]
        able = self.device[cit] | self.helper[cit] | guided
        online_p = logistic(place[off] + c["success_skill"] * self.skill[cit] + c["success_guide"] * guided) * (able & ~s["cx"])
        success = rng.random(n) < np.where(window, at_window, online_p)
        online_ok = success & ~window
        self.skill[cit[online_ok]] += c["learning"] * (1 - self.skill[cit[online_ok]])
        s["trips"] = np.minimum(s["trips"] + 1, 63)
        s["att"] = s["att"] + ~success
        s["sent"] = s["sent"] | (~success & ~window & s["cx"])
        gone = ~success & (s["att"] >= c["patience"])
        # submissions go to the end of the backlog
        b = self.back
        self.back_old = len(b["cit"])
        self.back = {k: np.concatenate([b[k], s[k][success]]) for k in b}
        # who gives up
        quitters = cit[gone]
        self.open[quitters] = False
        self.experience(quitters, np.zeros(len(quitters)))
        heard = rng.random(len(quitters)) < p["hotline"]["complain"] * p["hotline"]["answered"]
        w["complaints"] = self.count(quitters[heard])
        w["excluded"] = self.count(quitters)
        self.count_cells("excluded", quitters)
        self.count_cells("online", cit[online_ok])
        self.count_cells("submitted", cit[success])
        stay = ~success & ~gone
        self.seek = {k: v[stay] for k, v in s.items()}
        w["visits"], w["refused"] = visits, turned
        # 7.9.4 running means
        online = np.bincount(off[online_ok], minlength=self.J)
        through = np.bincount(off[success], minlength=self.J)
        share = online / np.maximum(through, 1)
        self.online_share = np.where(through > 0, self.online_share + (share - self.online_share) / 13.0, self.online_share)
        self.inflow = self.inflow + (through - self.inflow) / 13.0

    def experience(self, cit, x):
        """7.9.5 satisfaction and expectation after an experience x of the citizens cit."""
        c = self.p["citizens"]
        s, e = self.satisfaction[cit], self.expectation[cit]
        self.satisfaction[cit] = np.clip(s + c["satisfaction_pace"] * (x - s) + c["disconfirmation"] * (x - e), 0, 1)
        self.expectation[cit] = np.clip(e + c["expectation_pace"] * (x - e), 0, 1)

    def serve(self):
        """7.9.5 service: the oldest submissions first, bounces to the end of the backlog."""
        c, w, rng, b = self.p["citizens"], self.w, self.rng, self.back
        f, start = w["f"][:, SERVICE], w["backlog_start"]
        x = f * start
        capacity = np.minimum(np.floor(x) + (rng.random(self.J) < x - np.floor(x)), start).astype(int)
        bounce = c["bounce"] * (1 - self.sharing)
        self.expected_backlog = self.expected_backlog * (1 - f * (1 - bounce)) + self.inflow
        off = self.office[b["cit"][:self.back_old]]
        order = np.argsort(off, kind="stable")
        first = np.concatenate([[0], np.cumsum(start)])[:-1]
        place = np.empty(self.back_old, int)
        place[order] = np.arange(self.back_old) - first[off[order]]
        served = np.zeros(len(b["cit"]), bool)
        served[:self.back_old] = place < capacity[off]
        cit = b["cit"][served]
        back = rng.random(len(cit)) < bounce[self.office[cit]]
        done, born, trips = cit[~back], b["born"][served][~back], b["trips"][served][~back]
        age = self.week - born
        self.experience(done, pos(1 - c["waiting_loss"] * pos(age - 1) - c["trip_loss"] * pos(trips - 1)))
        self.open[done] = False
        again = dict(cit=cit[back], born=b["born"][served][back], trips=np.minimum(b["trips"][served][back] + 1, 63))
        self.back = {k: np.concatenate([b[k][~served], again[k]]) for k in b}
        in_time = done[age <= c["promised"]]
        w["resolved"], w["in_time"] = self.count(done), self.count(in_time)
        self.count_cells("resolved", done)
        self.count_cells("in_time", in_time)
        self.record["waited"] += age.sum()
        self.record["bounced"] += len(again["cit"])

    def neighbours(self):
        """7.9.6 contacts between neighbours: skill or adoption."""
        c, rng = self.p["citizens"], self.rng
        q = self.p["adoption"]["neighbours"] / 52
        who = np.flatnonzero(rng.random(self.N) < min(c["spread"] + q, 1 - 1e-9))
        who = who[self.size[self.office[who]] > 1]
        off = self.office[who]
        k = np.floor(rng.random(len(who)) * (self.size[off] - 1)).astype(int)
        other = self.start[off] + k
        other = other + (other >= who)                                 # itself excluded
        skill = rng.random(len(who)) < c["spread"] / max(c["spread"] + q, 1e-300)
        i, j = who[skill], other[skill]
        self.skill[i] += c["spread_gain"] * pos(self.skill[j] - self.skill[i])
        i, j = who[~skill], other[~skill]
        self.adopted[i[self.adopted[j] & self.device[i]]] = True

    def adoption_and_devices(self):
        """7.9.7 adoption from outside and by persuasion, 7.9.8 devices (training and subsidies are off)."""
        a, rng = self.p["adoption"], self.rng
        rate = (a["outside"] + a["persuasion"] * self.w["f"][:, ONLINE]) / 52
        self.adopted |= self.device & (rng.random(self.N) < np.minimum(rate, 1 - 1e-9)[self.office])
        self.device |= rng.random(self.N) < min(a["devices"] / a["price"] / 52, 1 - 1e-9)

    def citizens(self):
        """7.9 the citizens' step, and the identity of needs of 2.9."""
        self.needs_arise()
        self.choose_and_attempt()
        self.serve()
        self.neighbours()
        self.adoption_and_devices()
        w, B = self.w, self.books
        B["needs"] += w["needs"]
        B["resolved"] += w["resolved"]
        B["excluded"] += w["excluded"]
        still = self.count(self.seek["cit"]) + self.count(self.back["cit"])
        assert np.all(B["needs"] == B["resolved"] + B["excluded"] + still), "identity of needs"
        for name in ("needs", "in_time", "complaints"):
            self.period[name] += w[name]

    # ------------------------------------------------------------------------------------------------------------------------------
    # The contest (3.3)
    # ------------------------------------------------------------------------------------------------------------------------------
    def new_period(self):
        """3.3, step 13: sums of the period start at 0."""
        self.period = dict(weeks=0, genuine=np.zeros((self.J, 6)), reported=np.zeros((self.J, 6)), faked=np.zeros((self.J, 6)),
                           gap=np.zeros((self.J, 6)), needs=np.zeros(self.J), in_time=np.zeros(self.J), complaints=np.zeros(self.J))

    def faking_noted_and_audits(self):
        """7.6 noting (step 1) and 7.10 audits (step 2)."""
        a, P, rng, J = self.p["audit"], self.period, self.rng, self.J
        per_need = np.where(P["needs"] > 0, P["complaints"] / np.maximum(P["needs"], 1), 0.0)
        faked = (self.wm * P["faked"] / P["weeks"]).sum(1)
        audited = rng.random(J) < np.minimum(1.0, a["base"] + a["complaint_weight"] * per_need * a["complaint_led"])
        found = rng.random(J) < a["detection"] * (1 - np.exp(-a["detection_scale"] * faked))
        dismissed = rng.random(J) < a["dismissal"] * a["sanction"]
        caught = audited & found
        return dict(complaints=per_need, faking=(self.wm * self.forged()).sum(1), faked=faked, audited=audited, caught=caught,
                    dismissed=caught & dismissed)

    def scores(self, st):
        """7.3 scores (step 3), offices first, then upwards."""
        v, P, rng, J, K = self.p["evaluation"], self.period, self.rng, self.J, self.K
        genuine = P["genuine"] / P["weeks"]
        reported = np.where(st["caught"][:, None], genuine, P["reported"] / P["weeks"])
        R = np.where(P["needs"] > 0, P["in_time"] / np.maximum(P["needs"], 1), 1.0)
        C = np.bincount(self.office, weights=self.satisfaction, minlength=J) / self.size
        _, _, infl, coach, quiet = self.reliability(st["faking"])
        R_obs = np.clip(R + infl * (1 - R) + v["results_noise"] * quiet * rng.standard_normal(J), 0, 1)
        C_obs = np.clip(1 - (1 - C) * (1 - coach) - v["complaint_penalty"] * st["complaints"]
                        + v["satisfaction_noise"] * quiet * rng.standard_normal(J), 0, 1)
        st.update(genuine=genuine, reported=reported, R=R, C=C, R_obs=R_obs, C_obs=C_obs)
        self.standing = [None] * K + [st]
        loss = self.p["audit"]["score_loss"] * self.p["audit"]["sanction"]
        st["D"] = (self.wm * soft(reported)).sum(1)
        st["S"] = self.wD * st["D"] + self.wR * R_obs + self.wC * C_obs - st["caught"] * loss
        for k in range(K - 1, -1, -1):
            child, f = self.standing[k + 1], self.fan[k]
            share = self.tier_staff[k + 1].reshape(-1, f)
            share = share / share.sum(1, keepdims=True)                # weights of the children: staff

            def mean(x):
                g = x.reshape((-1, f) + x.shape[1:])
                return (g * (share if x.ndim == 1 else share[:, :, None])).sum(1)

            T = self.targets[k]
            up = {name: mean(child[name]) for name in ("R", "C", "R_obs", "C_obs", "faking", "faked")}
            for name in ("reported", "genuine"):
                level = mean(child[name] * self.targets[k + 1])
                up[name] = np.where(T > 0, level / np.where(T > 0, T, 1.0), 1.0)
            up["D"] = (self.wm * soft(up["reported"])).sum(1)
            up["S"] = self.wD * up["D"] + self.wR * up["R_obs"] + self.wC * up["C_obs"]
            self.standing[k] = up

    def ranks_and_stakes(self):
        """7.2 ranks (step 4) and stakes (step 5)."""
        c = self.p["contest"]
        for k in range(1, self.K + 1):
            f = self.fan[k - 1]
            S = self.standing[k]["S"].reshape(-1, f)
            order = np.argsort(-S, axis=1, kind="stable")
            rank = np.empty_like(order)
            np.put_along_axis(rank, order, np.arange(f)[None, :].repeat(len(S), 0), 1)
            self.standing[k]["rank"] = rank.ravel()
            if f == 1:
                self.stake[k] = np.zeros(self.n[k])
                continue
            v = S.var(1, ddof=1)
            n0, vbar = c["sd_shrink"], v.mean()
            sd = np.maximum(c["sd_floor"], np.sqrt(((f - 1) * v + n0 * vbar) / (f - 1 + n0)))
            now = np.minimum(c["cap"], self.leader[k]["kappa"] * c["prize"] * c["rankings"] * self.density
                             * np.repeat(c["reference_sd"] / sd, f))
            self.stake[k] = self.stake[k] + c["pace"] * (now - self.stake[k])
        self.stake[0] = np.array([self.stake[1].mean()])

    def perceived_risk(self):
        """7.10 perceived risk (step 6)."""
        a, st = self.p["audit"], self.standing[self.K]
        self.risk = self.risk + a["learning"] * (st["audited"] - self.risk)
        others = self.siblings_mean(st["caught"].astype(float), self.K)
        if others is not None:
            self.risk = np.where(others > 1e-9, self.risk + a["naming_risk"] * a["naming"] * (1 - self.risk), self.risk)

    def imitation(self):
        """7.11 imitation (step 7): every unit below the centre at once."""
        p, rng = self.p["imitation"], self.rng
        for k in range(1, self.K + 1):
            f, n = self.fan[k - 1], self.n[k]
            if f == 1:
                continue
            i = np.arange(n)
            mine = i % f
            pick = np.floor(rng.random(n) * (f - 1)).astype(int)
            other = i - mine + pick + (pick >= mine)
            S = self.standing[k]["S"]
            copies = rng.random(n) < p["rate"] * logistic(np.clip((S[other] - S) / p["temperature"], -700, 700))
            L, old = self.leader[k], {t: self.leader[k][t].copy() for t in ("zeal", "iota", "alpha")}
            for trait, cut in (("zeal", True), ("iota", False), ("alpha", True)):
                x = old[trait][other] * (1 + p["mutation"] * rng.standard_normal(n))
                L[trait] = np.where(copies, pos(x) if cut else x, old[trait])

    def careers(self):
        """7.12 careers (step 8): vacancies are filled from below, from the top down; offices get newcomers."""
        K, term = self.K, self.p["careers"]["term"]
        vacant = []
        for k in range(K + 1):
            self.leader[k]["weeks"] = self.leader[k]["weeks"] + self.period["weeks"]
            vacant.append(self.leader[k]["weeks"] >= term)
        dismissed = self.standing[K]["dismissed"]
        vacant[K] = vacant[K] | dismissed
        for k in range(K):
            f = self.fan[k]
            for seat in np.flatnonzero(vacant[k]):
                kids = np.arange(seat * f, (seat + 1) * f)
                if k + 1 == K and not dismissed[kids].all():
                    kids = kids[~dismissed[kids]]
                best = kids[np.argmin(self.standing[k + 1]["rank"][kids])]
                for trait in ("theta", "kappa", "zeal", "iota", "alpha"):
                    self.leader[k][trait][seat] = self.leader[k + 1][trait][best]
                self.leader[k]["weeks"][seat] = 0
                vacant[k + 1][best] = True
        seats = np.flatnonzero(vacant[K])
        new = self.draw_leaders(len(seats))
        for trait in new:
            self.leader[K][trait][seats] = new[trait]
        self.motivation[seats] += self.p["effort"]["new_leader_relief"] * (1 - self.motivation[seats])

    def decide_to_fake(self):
        """7.6 decision to fake in the next period (step 12)."""
        p, P = self.p["fabrication"], self.period
        a = self.p["audit"]
        gain = (p["gain"] * self.p["effort"]["indicator_power"] * self.stake[self.K] * self.wD)[:, None] * self.wm[None, :] \
            * P["gap"] / P["weeks"]
        cost = p["risk_cost"] * self.risk * a["sanction"] * a["detection"] + self.leader[self.K]["iota"]
        chance = np.where(gain > 0, logistic(np.clip((gain - cost[:, None]) / p["scale"], -700, 700)), 0.0)
        self.faking = (self.rng.random((self.J, 6)) < chance) & (self.manip > 0)[None, :]

    def contest(self):
        """3.3 the thirteen steps."""
        st = self.faking_noted_and_audits()
        self.scores(st)
        self.ranks_and_stakes()
        self.perceived_risk()
        self.imitation()
        self.careers()
        self.cascade_shortfall()
        self.cascade_centre()
        self.cascade_down()
        self.decide_to_fake()
        self.look_at_siblings_platforms()
        self.new_period()

    # ------------------------------------------------------------------------------------------------------------------------------
    # 11 Measures
    # ------------------------------------------------------------------------------------------------------------------------------
    def new_record(self):
        self.record = {k: np.zeros(12) for k in ("needs", "resolved", "in_time", "excluded", "online", "submitted")}
        self.record.update(sums={}, weeks=0, waited=0.0, bounced=0)

    def record_week(self):
        """Adds the week to the sums of the record; closes the record after `record.every` weeks."""
        w, r, W = self.w, self.record, self.staff
        s = r["sums"]

        def add(name, x):
            s[name] = s.get(name, 0.0) + float(np.sum(x))

        add("W", W)
        add("worked", W * w["worked"])
        add("trace", W * w["trace_hours"])
        for name, cols in (("service", [SERVICE]), ("records", [LEDGER]), ("display", [PUBLICITY]), ("replies", [RESPONSE]),
                           ("registering", [ONLINE]), ("building", [PLATFORMS]), ("upkeep", [UPKEEP]), ("improvement", [IMPROVEMENT])):
            add("h_" + name, W * w["hours"][:, cols].sum(1))
        add("h_faking", W * w["faking_hours"])
        for name, x in (("effort.overtime", w["overtime"]), ("effort.unused", w["unused"]), ("effort.slack", w["slack"]),
                        ("effort.burnout", self.burnout), ("effort.motivation", self.motivation), ("effort.standby", w["standby"]),
                        ("demands.overload", w["L"]), ("demands.copies", w["copies"]), ("demands.sharing", self.sharing),
                        ("mandate.level", self.mandate), ("fabrication.faked_share", (self.wm * w["faked"]).sum(1)),
                        ("fabrication.gap", (self.wm * (w["reported"] - w["G"])).sum(1))):
            add(name, W * x)
        for m, name in enumerate(NAMES):
            add("fabrication.attainment_true[indicator:%s]" % name, W * w["G"][:, m])
            add("fabrication.attainment_reported[indicator:%s]" % name, W * w["reported"][:, m])
        add("live", self.live)
        add("zombies", self.zombies)
        add("liveq", self.live * self.quality)
        add("frag", w["fragmentation"])
        add("visits", w["visits"])
        add("refused", w["refused"])
        add("capacity", w["window_capacity"])
        add("idle", pos(w["window_capacity"] - self.visits))
        r["weeks"] += 1
        if r["weeks"] == self.p["record"]["every"] or self.week + 1 == self.weeks_total():
            self.close_record()

    def close_record(self):
        r, s = self.record, self.record["sums"]
        row = {k: v / s["W"] for k, v in s.items() if "." in k}
        row["effort.hours_worked"] = s["worked"] / s["W"]
        row["effort.trace_share"] = s["trace"] / s["worked"]
        for k, v in s.items():
            if k.startswith("h_"):
                row["effort.hours_share[activity:%s]" % k[2:]] = v / s["worked"]
        n = self.J * r["weeks"]
        row["platforms.live"], row["platforms.zombies"], row["platforms.fragmentation"] = s["live"] / n, s["zombies"] / n, s["frag"] / n
        row["platforms.zombie_share"] = s["zombies"] / (s["zombies"] + s["live"])
        row["platforms.quality"] = s["liveq"] / s["live"]
        row["mandate.refused"] = s["refused"] / max(s["visits"] + s["refused"], 1)
        row["mandate.idle_windows"] = s["idle"] / s["capacity"]
        age, rural = np.arange(12) // 2, np.arange(12) % 2
        groups = {"": np.ones(12, bool)}
        groups.update({"[age:%s]" % a: age == i for i, a in enumerate(AGES)})
        groups.update({"[residence:rural]": rural == 1, "[residence:urban]": rural == 0})
        people = np.bincount(self.cell, minlength=12)
        stand = {"citizens.satisfaction": self.satisfaction, "citizens.skill": self.skill, "citizens.internet_use": self.device.astype(float),
                 "citizens.waiting": self.open.astype(float), "adopters": (self.adopted & self.device).astype(float)}
        stand = {k: np.bincount(self.cell, weights=v, minlength=12) for k, v in stand.items()}
        for tag, g in groups.items():
            needs = r["needs"][g].sum()
            for name in ("resolved", "excluded"):
                row["citizens.%s%s" % (name, tag)] = r[name][g].sum() / needs
            row["citizens.resolved_in_time" + tag] = r["in_time"][g].sum() / needs
            row["mandate.online_share" + tag] = r["online"][g].sum() / r["submitted"][g].sum()
            row["citizens.needs" + tag] = 52 / r["weeks"] * needs / people[g].sum()
            for name in ("citizens.satisfaction", "citizens.skill", "citizens.internet_use", "citizens.waiting"):
                row[name + tag] = stand[name][g].sum() / people[g].sum()
            row["citizens.adopted" + tag] = stand["adopters"][g].sum() / stand["citizens.internet_use"][g].sum()
        row["citizens.hours_per_resolved"] = s["worked"] / (r["resolved"].sum() * self.sample)
        row["citizens.waiting_time"] = r["waited"] / r["resolved"].sum()
        row["citizens.bounced"] = r["bounced"] / r["resolved"].sum()
        row["week"] = self.week - self.p["run"]["burn_in"]
        self.rows.append(row)
        self.new_record()

    def record_contest(self):
        """Measures of contests, after the thirteenth step; country rows are the centre's own value."""
        K, st = self.K, self.standing[self.K]
        row = {"week": self.week - self.p["run"]["burn_in"]}
        for k in range(K + 1):
            tag = "" if k == 0 else "/" + TIERS[k] if K == 4 else "/tier%d" % k
            row["contest.stake" + tag] = self.stake[k].mean()
            for m, name in enumerate(NAMES):
                row["cascade.target[indicator:%s]%s" % (name, tag)] = self.targets[k][:, m].mean()
                if k < K:
                    row["cascade.amplification[indicator:%s]%s" % (name, tag)] = self.amplification[k][:, m].mean()
            row["score.total" + tag] = self.standing[k]["S"].mean()
            row["score.digital" + tag] = self.standing[k]["D"].mean()
            row["score.results_reported" + tag] = self.standing[k]["R_obs"].mean()
            row["score.satisfaction_reported" + tag] = self.standing[k]["C_obs"].mean()
            row["imitation.zeal" + tag] = self.leader[k]["zeal"].mean()
            row["imitation.integrity" + tag] = self.leader[k]["iota"].mean()
        row["contest.score_spread"] = st["S"].std()
        row["score.digital_results_correlation"] = np.corrcoef(st["D"], st["R"])[0, 1]
        row["fabrication.faking_offices"] = self.faking.any(1).mean()
        row["audit.audits"], row["audit.caught"], row["audit.dismissed"] = st["audited"].mean(), st["caught"].mean(), st["dismissed"].mean()
        row["audit.perceived_risk"] = self.risk.mean()
        self.contests.append(row)

    # ------------------------------------------------------------------------------------------------------------------------------
    # 3.1 The run
    # ------------------------------------------------------------------------------------------------------------------------------
    def weeks_total(self):
        return self.p["run"]["burn_in"] + 52 * self.p["run"]["years"]

    def run(self):
        burn_in, period = self.p["run"]["burn_in"], self.p["evaluation"]["period"]
        for self.week in range(self.weeks_total()):
            if self.week == burn_in:
                self.new_record()                                      # the burn-in is not recorded
            self.demands()
            self.effort()
            self.attainment()
            self.platforms()
            self.online_mandate()
            self.citizens()
            if self.week >= burn_in:
                self.record_week()
            if (self.week + 1) % period == 0:
                self.contest()
                if self.week >= burn_in:
                    self.record_contest()
        self.check()
        return self.last_year()

    def last_year(self):
        """Means over the rows whose last week lies in the last recorded year (section 11, windows)."""
        end = 52 * self.p["run"]["years"]
        out = {}
        for rows in (self.rows, self.contests):
            rows = [r for r in rows if end - 52 <= r["week"] < end]
            for k in (rows[0] if rows else {}):
                if k != "week":
                    out[k] = float(np.mean([r[k] for r in rows]))
        return out

    def check(self):
        """Section 9: what must hold at the end of a replicate."""
        for x in (self.burnout, self.motivation, self.sharing, self.mandate, self.online_share, self.risk, self.quality, self.wariness,
                  self.satisfaction, self.expectation, self.skill):
            assert x.min() >= -1e-12 and x.max() <= 1 + 1e-12, "shares within 0 and 1"
        assert self.live.min() >= 0 and self.zombies.min() >= 0
        cases = np.concatenate([self.seek["cit"], self.back["cit"]])
        assert len(np.unique(cases)) == len(cases) and np.array_equal(np.sort(cases), np.flatnonzero(self.open)), "open cases"
        for k in range(self.K + 1):
            assert np.isfinite(self.stake[k]).all() and np.isfinite(self.targets[k]).all() and (self.targets[k] >= 0).all()


# --------------------------------------------------------------------------------------------------------------------------------------
# Command line
# --------------------------------------------------------------------------------------------------------------------------------------
def override(parameters, text):
    """--set path=value. A path may also go into a table (evaluation.weights.digital=0.2)."""
    path, _, value = text.partition("=")
    try:
        value = ast.literal_eval(value.strip())
    except (ValueError, SyntaxError):
        value = json.loads(value)
    node, keys = parameters, path.strip().split(".")
    for key in keys[:-1]:
        node = node[key]
    if keys[-1] not in node:
        raise SystemExit("no such parameter: " + path)
    node[keys[-1]] = value


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--seeds", type=int, default=1)
    ap.add_argument("--json")
    args = ap.parse_args()
    parameters = copy.deepcopy(PARAMETERS)
    for text in args.set:
        override(parameters, text)
    results, times = [], []
    for seed in range(args.seed, args.seed + args.seeds):
        t = time.time()
        results.append(dict(seed=seed, **Model(parameters, seed).run()))
        times.append(time.time() - t)
        print("seed %d: %.1f s" % (seed, times[-1]), file=sys.stderr)
    names = [k for k in results[0] if k != "seed"]
    for k in names:
        x = np.array([r[k] for r in results])
        print("%-55s %12.5f %12.5f" % (k, x.mean(), x.std(ddof=1) if len(x) > 1 else 0.0))
    print("seconds a seed: %.2f" % np.mean(times))
    if args.json:
        with open(args.json, "w") as file:
            json.dump(dict(set=args.set, seconds_per_seed=float(np.mean(times)), results=results), file, indent=1)


if __name__ == "__main__":
    main()
